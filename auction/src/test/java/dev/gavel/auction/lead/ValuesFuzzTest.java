package dev.gavel.auction.lead;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.money.Money;
import dev.gavel.testkit.Bounded;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/**
 * Values of leads, amounts and ids, from any text. Whatever is taken is spelt in one way: its canonical text is taken too, and means the same. Amounts
 * and dates are compared with the JDK's own reading of them.
 */
@Tag("fuzz")
class ValuesFuzzTest {

    private static final List<Field> FIELDS = fields();

    private static List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        for (FieldType type : FieldType.values()) {
            List<String> values = type == FieldType.ENUM ? List.of("excellent", "good", "Iıİi") : List.of();
            long most = type == FieldType.TEXT ? 200 : Money.MAX_MICROS;
            fields.add(new Field(
                    fields.size(),
                    type.name(),
                    type,
                    DataClass.PUBLIC,
                    null,
                    values,
                    type == FieldType.TEXT ? 0 : -1_000_000,
                    most,
                    false));
        }
        return fields;
    }

    @FuzzTest(maxDuration = "50s")
    void whatIsTakenIsSpeltInOneWay(byte[] input) throws Exception {
        String text = new String(input, UTF_8);
        Bounded.run(input.length, () -> {
            for (Field field : FIELDS) {
                switch (field.type()) {
                    case TEXT, EMAIL, HASH -> text(field, text);
                    case INTEGER, MONEY, BOOLEAN, DATE, ENUM, ZIP, STATE, PHONE -> coded(field, text);
                }
            }
            money(text);
            date(text);
            TypeId id = TypeId.parse("ping", text);
            if (id != null) {
                assertThat(id).hasToString(text);
                assertThat(TypeId.of("ping", id.uuid())).isEqualTo(id);
            }
        });
    }

    private static void coded(Field field, String text) {
        long code = FieldValue.parseCode(field, text);
        if (code != FieldValue.INVALID) {
            String canonical = FieldValue.format(field, code);
            assertThat(FieldValue.parseCode(field, canonical)).isEqualTo(code);
            assertThat(canonical.length()).isLessThanOrEqualTo(text.length() + 16);
        }
    }

    private static void text(Field field, String text) {
        String taken = FieldValue.parseText(field, text);
        if (taken != null) {
            assertThat(FieldValue.parseText(field, taken)).isEqualTo(taken);
        }
    }

    private static void money(String text) {
        long micros = Money.parseMicros(text);
        boolean plain = text.matches("[0-9]+(\\.[0-9]{1,6})?");
        BigDecimal amount = plain ? new BigDecimal(text).movePointRight(6) : null;
        boolean taken = amount != null && amount.compareTo(BigDecimal.valueOf(Money.MAX_MICROS)) <= 0;
        assertThat(micros).isEqualTo(taken ? amount.longValueExact() : Money.INVALID);
        if (taken) {
            assertThat(Money.parseMicros(Money.format(micros))).isEqualTo(micros);
        }
    }

    private static void date(String text) {
        Field any =
                new Field(0, "date", FieldType.DATE, DataClass.PUBLIC, null, List.of(), -1_000_000, 10_000_000, false);
        long day = FieldValue.parseCode(any, text);
        if (day != FieldValue.INVALID) {
            assertThat(LocalDate.ofEpochDay(day)).hasToString(text);
        }
    }
}
