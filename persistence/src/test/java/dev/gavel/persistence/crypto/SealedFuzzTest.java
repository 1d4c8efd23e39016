package dev.gavel.persistence.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.testkit.Bounded;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;

/** Sealed data from any bytes: what was not sealed here does not open, what was does, and not with a bit changed. */
@Tag("fuzz")
class SealedFuzzTest {

    private static final byte[] CONTEXT = {1, 2, 3};
    private static final TenantKeys KEYS = TenantKeys.of("demo", new TreeMap<>(Map.of(1, new byte[32])));

    @FuzzTest(maxDuration = "50s")
    void opensOnlyWhatWasSealed(byte[] input) throws Exception {
        Bounded.run(input.length, () -> {
            assertThatThrownBy(() -> PiiCipher.open(KEYS, input, CONTEXT)).isInstanceOf(DecryptionException.class);
            byte[] sealed = PiiCipher.seal(KEYS, input, CONTEXT);
            assertThat(PiiCipher.open(KEYS, sealed, CONTEXT)).isEqualTo(input);
            byte[] changed = sealed.clone();
            changed[Math.floorMod(Arrays.hashCode(input), changed.length)] ^= 1;
            assertThatThrownBy(() -> PiiCipher.open(KEYS, changed, CONTEXT)).isInstanceOf(DecryptionException.class);
        });
    }
}
