package dev.gavel.server.dnc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.auction.contract.DncProvider;
import dev.gavel.gates.DncScrub;
import dev.gavel.testkit.Bounded;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** Answers of a do-not-call provider, from any bytes: nothing that can be relied on, or an answer. */
@Tag("fuzz")
class ProviderAnswerFuzzTest {

    private static final long PHONE = 5_125_550_100L;
    private static final long TODAY = 20_779;

    private static final ProviderAnswer READER = new ProviderAnswer(new DncProvider.ResponseMapping(
            "phone", "result.lists", "as_of", Set.of("clear"), Set.of("federal"), Set.of("state"), Set.of("internal")));

    @FuzzTest(maxDuration = "50s")
    void isNothingOrAnAnswer(byte[] body) throws Exception {
        Bounded.run(body.length, () -> {
            DncScrub scrub = READER.read(body, body.length, PHONE, TODAY);
            if (scrub != null) {
                assertThat(scrub.provider()).isEqualTo(DncScrub.Provider.ANSWERED);
                assertThat(scrub.asOfEpochDay()).isBetween(-1_000_000_000L, 1_000_000_000L);
            }
        });
    }
}
