package dev.gavel.server.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.award.StandingAuction;
import dev.gavel.testkit.Allocation;
import org.junit.jupiter.api.Test;

/**
 * The budget of a ping without sockets and Redis, at 1,000 contracts with fixed prices and the candidates of one award: what it costs, and a little more.
 * Who needs more raises a number here on purpose; docs/performance says what the bytes are for.
 */
class PingAllocationTest {

    private final InMemoryPing world = new InMemoryPing(1_000);

    @Test
    void wholePing() {
        assertThat(Allocation.bytesPerOperation(_ -> world.answer().body().length))
                .isLessThan(15_000);
    }

    @Test
    void decoding() {
        assertThat(Allocation.bytesPerOperation(_ -> world.decode().unknown().size()))
                .isLessThan(5_500);
    }

    @Test
    void decodingAForm() {
        assertThat(Allocation.bytesPerOperation(
                        _ -> world.decodeForm().unknown().size()))
                .isLessThan(21_000);
    }

    @Test
    void authenticating() {
        assertThat(Allocation.bytesPerOperation(
                        _ -> world.authenticate().keyId().length()))
                .isLessThan(350);
    }

    @Test
    void matchingRankingAndPricing() {
        StandingAuction auction = new StandingAuction();

        assertThat(Allocation.bytesPerOperation(
                        _ -> world.standing(auction).candidates().size()))
                .isLessThan(650);
    }

    @Test
    void theAuditEvent() {
        assertThat(Allocation.bytesPerOperation(_ -> world.event().length)).isLessThan(600);
    }

    @Test
    void theSealedMemory() {
        assertThat(Allocation.bytesPerOperation(_ -> world.seal().length)).isLessThan(4_800);
    }

    /** It lies in Redis for every accepted ping until it expires. */
    @Test
    void theSealedMemoryIsSmall() {
        assertThat(world.seal().length).isLessThan(2_500);
    }
}
