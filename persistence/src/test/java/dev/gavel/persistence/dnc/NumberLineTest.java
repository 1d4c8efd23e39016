package dev.gavel.persistence.dnc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberLineTest {

    private final NumberLine line = new NumberLine();

    private NumberLine.Kind read(String text) {
        byte[] bytes = ("before\n" + text + "\nafter").getBytes(StandardCharsets.ISO_8859_1);
        return line.read(bytes, 7, bytes.length - 6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5125550100",
                "512,5550100",
                "15125550100",
                "+1 (512) 555-0100",
                "512-555-0100",
                "\"512\",\"5550100\"",
                "512;555-0100",
                "512\t5550100",
                "5125550100\r",
                " 512 , 5550100 ",
                "5125550100,Austin,2026-01-02",
                "512,5550100,2026-01-02T00:00:00,-05:00"
            })
    void readsEveryFormOfANumber(String text) {
        assertThat(read(text)).isEqualTo(NumberLine.Kind.NUMBER);
        assertThat(line.phone()).isEqualTo(5_125_550_100L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "512,5550100,2026-01-02,A = ADDED",
                "512,5550100,A,2026-01-02 = ADDED",
                "5125550100,d = DELETED",
                "5125550100,\"Delete\" = DELETED",
                "5125550100,ADDED,2026 = ADDED",
                "5125550100,TX = NUMBER",
                "5125550100,aded = NUMBER"
            })
    void readsWhatChanged(String text, NumberLine.Kind kind) {
        assertThat(read(text)).isEqualTo(kind);
        assertThat(line.phone()).isEqualTo(5_125_550_100L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "512555010",
                "51255501000",
                "25125550100",
                "512",
                "512,555010",
                "512,55501000",
                "5125550100x",
                "x5125550100",
                "512/5550100",
                "\u00e95125550100",
                "5125550100,A,D",
                "99999999999999999999999999",
                "5125550100,\0",
                ",5125550100"
            })
    void doesNotGuess(String text) {
        assertThat(read(text)).isEqualTo(NumberLine.Kind.BAD);
    }

    @Test
    void tellsNumbersApartThatNoTelephoneHas() {
        assertThat(read("1125550100")).isEqualTo(NumberLine.Kind.IMPOSSIBLE);
        assertThat(read("512,0550100")).isEqualTo(NumberLine.Kind.IMPOSSIBLE);
        assertThat(read("512,0550100,A,D")).isEqualTo(NumberLine.Kind.BAD);
    }

    @Test
    void blankLinesAndHeadingsHaveNoNumber() {
        assertThat(read("")).isEqualTo(NumberLine.Kind.BLANK);
        assertThat(read(" \r")).isEqualTo(NumberLine.Kind.BLANK);
        byte[] heading = "area_code,phone".getBytes(StandardCharsets.US_ASCII);
        assertThat(NumberLine.isHeading(heading, 0, heading.length)).isTrue();
        assertThat(NumberLine.isHeading("512,phone".getBytes(StandardCharsets.US_ASCII), 0, 9))
                .isFalse();
    }
}
