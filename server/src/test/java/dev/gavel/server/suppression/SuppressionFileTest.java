package dev.gavel.server.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.persistence.crypto.Sha256;
import dev.gavel.server.suppression.SuppressionFile.Holds;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuppressionFileTest {

    private static final String PHONE = Sha256.hexOf("+15125550100");
    private static final String EMAIL = Sha256.hexOf("ada@example.com");

    @Test
    void aLineIsAPhoneOrAnEmail() throws IOException {
        List<SuppressionFile.Line> lines = read("# ours\n5125550100\r\n\nAda@example.com", Holds.ANY);
        assertThat(lines).hasSize(4);
        assertThat(lines).noneMatch(SuppressionFile.Line::bad);
        assertThat(lines.get(1).who().phone()).isEqualTo(PHONE);
        assertThat(lines.get(3).who().email()).isEqualTo(EMAIL);
    }

    @Test
    void theFirstLineMayNameColumns() throws IOException {
        List<SuppressionFile.Line> lines = read(
                "\uFEFFName,Phone,E-Mail\n\"Example, Ada\",\"(512) 555-0100\",ada@example.com\n\"A \"\"x\"\"\",,ada@example.com\n",
                Holds.ANY);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1).who().phone()).isEqualTo(PHONE);
        assertThat(lines.get(1).who().email()).isEqualTo(EMAIL);
        assertThat(lines.get(2).who().phone()).isNull();
        assertThat(lines.get(2).who().email()).isEqualTo(EMAIL);
        assertThat(lines).noneMatch(SuppressionFile.Line::bad);
    }

    @Test
    void theDropsHashColumnHoldsWhatTheCallerSays() throws IOException {
        List<SuppressionFile.Line> lines =
                read("ID,Hash\n0123456789Ab,vGM7y5n+hBXRSEAklhHDPCbysyNgYTmXdMcagGUOY8E=\n", Holds.TEN_DIGITS_SHA256);
        assertThat(lines.get(1).who().tenDigits())
                .isEqualTo(Identifiers.ofPhone("4155559317").tenDigits());
    }

    @Test
    void whatCannotBeReadIsBadAndWhatStandsBesideItIsNotLost() throws IOException {
        List<SuppressionFile.Line> lines =
                read("phone,email\n123,ada@example.com\n,\nnobody,nobody\n5125550100\n", Holds.ANY);
        assertThat(lines.get(1).bad()).isTrue();
        assertThat(lines.get(1).who().email()).isEqualTo(EMAIL);
        assertThat(lines.get(2).bad()).isTrue();
        assertThat(lines.get(3).bad()).isTrue();
        assertThat(lines.get(4).bad()).isFalse();
        assertThat(lines.get(4).who().phone()).isEqualTo(PHONE);
    }

    @Test
    void anEndlessLineIsOneBadLine() throws IOException {
        List<SuppressionFile.Line> lines = read("x".repeat(300_000) + "\n5125550100\n", Holds.ANY);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).bad()).isTrue();
        assertThat(lines.get(1).who().phone()).isEqualTo(PHONE);
    }

    @Test
    void anEmptyFileHasNoLines() throws IOException {
        assertThat(read("", Holds.ANY)).isEmpty();
        assertThat(read("ID,Hash\n", Holds.EMAIL_SHA256)).hasSize(1).noneMatch(SuppressionFile.Line::bad);
    }

    private static List<SuppressionFile.Line> read(String text, Holds holds) throws IOException {
        SuppressionFile file = new SuppressionFile(new StringReader(text), holds);
        List<SuppressionFile.Line> lines = new ArrayList<>();
        for (SuppressionFile.Line line = file.next(); line != null; line = file.next()) {
            lines.add(line);
        }
        return lines;
    }
}
