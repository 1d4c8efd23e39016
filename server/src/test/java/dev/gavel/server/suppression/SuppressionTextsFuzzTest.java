package dev.gavel.server.suppression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.server.http.Calls;
import dev.gavel.server.http.Refusal;
import dev.gavel.testkit.Bounded;
import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;

/**
 * Who must not be sold, from any bytes: files, requests, and text messages as providers tell of them. Every line of a file is a consumer, bad or says
 * nothing, and none is lost; requests are read or refused with 400 or 422; an identifier is 64 hex digits.
 */
@Tag("fuzz")
class SuppressionTextsFuzzTest {

    @FuzzTest(maxDuration = "50s")
    void isReadOrRefused(byte[] input) throws Exception {
        Bounded.run(input.length, () -> {
            String text = new String(input, UTF_8);
            for (SuppressionFile.Holds holds : SuppressionFile.Holds.values()) {
                file(text, holds);
            }
            orRefused(() -> message(input, "application/json"));
            orRefused(() -> message(input, "application/x-www-form-urlencoded"));
            orRefused(() -> {
                RequestBody body = RequestBody.of(Calls.of("POST", "/api/revocations", input));
                sound(body.identifiers());
                return body.word("source", "api");
            });
        });
    }

    private static void file(String text, SuppressionFile.Holds holds) throws IOException {
        SuppressionFile file = new SuppressionFile(new StringReader(text), holds);
        int count = 0;
        for (SuppressionFile.Line line = file.next(); line != null; line = file.next()) {
            sound(line.who());
            count++;
        }
        String[] lines = text.split("\n", -1);
        boolean endsWithLine = lines[lines.length - 1].isEmpty();
        assertThat(count).isEqualTo(lines.length - (endsWithLine ? 1 : 0));
    }

    private static IncomingText message(byte[] body, String type) {
        IncomingText message =
                IncomingText.read(Calls.of("POST", "/hooks/revocations/key", body, "content-type", type));
        if (message.id() != null) {
            assertThat(message.id()).matches("[!-~]{1,128}");
        }
        if (message.sender() != null) {
            sound(Identifiers.ofPhone(message.sender()));
        }
        return message;
    }

    private static void sound(Identifiers who) {
        for (String hash : Arrays.asList(who.phone(), who.email(), who.tenDigits())) {
            assertThat(hash == null || hash.matches("[0-9a-f]{64}")).isTrue();
        }
    }

    private static void orRefused(Supplier<?> reading) {
        try {
            assertThat(reading.get()).isNotNull();
        } catch (Refusal refusal) {
            assertThat(refusal.status()).isIn(400, 422);
        }
    }
}
