package dev.gavel.server.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.testkit.Bounded;
import org.junit.jupiter.api.Tag;

/** Remembered pings of any bytes, as another version may have written them: refused with the documented exception, or the same after writing. */
@Tag("fuzz")
class RememberedPingCodecFuzzTest {

    @FuzzTest(maxDuration = "50s")
    void isRefusedOrTheSameAfterWriting(byte[] bytes) throws Exception {
        Bounded.run(bytes.length, () -> {
            RememberedPing ping;
            try {
                ping = RememberedPingCodec.decode(bytes);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageNotContaining("\n");
                return;
            }
            assertThat(RememberedPingCodec.decode(RememberedPingCodec.encode(ping)))
                    .isEqualTo(ping);
        });
    }
}
