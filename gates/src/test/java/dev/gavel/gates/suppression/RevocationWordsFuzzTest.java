package dev.gavel.gates.suppression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.testkit.Bounded;
import java.util.Locale;
import org.junit.jupiter.api.Tag;

/**
 * Text messages. A message that revokes does so whatever stands around it and however it is capitalised; a word that the regulation names revokes
 * behind any message.
 */
@Tag("fuzz")
class RevocationWordsFuzzTest {

    @FuzzTest(maxDuration = "50s")
    void aRevocationIsOneWhateverStandsAroundIt(byte[] input) throws Exception {
        String message = new String(input, UTF_8);
        Bounded.run(input.length, () -> {
            for (String word :
                    new String[] {"STOP", "quit", "End", "revoke", "opt out", "OPT-OUT", "cancel", "unsubscribe"}) {
                assertThat(RevocationWords.revoke(message + "\n" + word)).isTrue();
                assertThat(RevocationWords.revoke(word + ". " + message)).isTrue();
            }
            if (RevocationWords.revoke(message)) {
                assertThat(RevocationWords.revoke("Please, " + message + " Thanks."))
                        .isTrue();
                assertThat(RevocationWords.revoke(message.toLowerCase(Locale.ROOT)))
                        .isTrue();
            }
        });
    }
}
