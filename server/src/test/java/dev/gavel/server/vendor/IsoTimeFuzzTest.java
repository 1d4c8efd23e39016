package dev.gavel.server.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.testkit.Bounded;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Tag;

/** Times of any text: what the JDK reads, and nothing else. */
@Tag("fuzz")
class IsoTimeFuzzTest {

    @FuzzTest(maxDuration = "50s")
    void readsWhatTheJdkReads(byte[] input) throws Exception {
        String text = new String(input, UTF_8);
        Bounded.run(input.length, () -> {
            assertThat(IsoTime.parse(text)).isEqualTo(ofJdk(text));
            Instant time = IsoTime.parse(text);
            if (time != null && time.getNano() == 0) {
                assertThat(IsoTime.format(time.getEpochSecond())).isEqualTo(time.toString());
            }
        });
    }

    private static Instant ofJdk(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            return null;
        }
    }
}
