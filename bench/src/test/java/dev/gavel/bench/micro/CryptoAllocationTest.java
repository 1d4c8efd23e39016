package dev.gavel.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.testkit.Allocation;
import org.junit.jupiter.api.Test;

/** What the ciphers and hashes of a lead and its event may allocate: what they cost, and a little more. */
class CryptoAllocationTest {

    private final CryptoBenchmark crypto = new CryptoBenchmark();

    @Test
    void theHashOfAConsumer() {
        assertThat(Allocation.bytesPerOperation(_ -> crypto.consumerHash().hashCode()))
                .isLessThan(350);
    }

    @Test
    void sealingAKilobyte() {
        assertThat(Allocation.bytesPerOperation(_ -> crypto.seal().hashCode())).isLessThan(2_600);
    }

    @Test
    void openingAKilobyte() {
        assertThat(Allocation.bytesPerOperation(_ -> crypto.open().hashCode())).isLessThan(2_500);
    }

    @Test
    void aLinkOfTheChain() {
        assertThat(Allocation.bytesPerOperation(_ -> crypto.chainLink().hashCode()))
                .isLessThan(150);
    }
}
