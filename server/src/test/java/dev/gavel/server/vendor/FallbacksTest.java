package dev.gavel.server.vendor;

import static dev.gavel.auction.contract.SaleMode.EXCLUSIVE;
import static dev.gavel.auction.contract.SaleMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class FallbacksTest {

    private static final long DOLLAR = 1_000_000;

    private final VendorWorld world = new VendorWorld();

    @Test
    void givesEachCandidateThatWonNothingOnceInRankOrder() {
        world.candidate("a", EXCLUSIVE, null, 50 * DOLLAR)
                .candidate("b", EXCLUSIVE, null, 49 * DOLLAR)
                .candidate("c", EXCLUSIVE, null, 48 * DOLLAR);
        Fallbacks fallbacks = Fallbacks.of(world.post(0));

        assertThat(fallbacks.next(EXCLUSIVE, 40 * DOLLAR)).isEqualTo(1);
        assertThat(fallbacks.next(EXCLUSIVE, 40 * DOLLAR)).isEqualTo(2);
        assertThat(fallbacks.next(EXCLUSIVE, 40 * DOLLAR)).isNull();
    }

    @Test
    void aPriceMustCoverThePromisedPayout() {
        world.candidate("a", EXCLUSIVE, null, 50 * DOLLAR)
                .candidate("less", EXCLUSIVE, null, 42_499_999)
                .candidate("exactly", EXCLUSIVE, null, 42_500_000);
        Fallbacks fallbacks = Fallbacks.of(world.post(0));

        assertThat(fallbacks.next(EXCLUSIVE, 42_500_000)).isEqualTo(2);
        assertThat(fallbacks.next(EXCLUSIVE, 42_500_000)).isNull();
    }

    @Test
    void aCandidateTooCheapForOneLegMayServeAnother() {
        world.candidate("a", SHARED, null, 50 * DOLLAR)
                .candidate("b", SHARED, null, 30 * DOLLAR)
                .candidate("c", SHARED, null, 28 * DOLLAR);
        Fallbacks fallbacks = Fallbacks.of(world.post(0, 1));

        assertThat(fallbacks.next(SHARED, 42 * DOLLAR)).isNull();
        assertThat(fallbacks.next(SHARED, 25 * DOLLAR)).isEqualTo(2);
    }

    @Test
    void aLegKeepsItsSaleMode() {
        world.candidate("a", EXCLUSIVE, null, 50 * DOLLAR)
                .candidate("shared", SHARED, null, 60 * DOLLAR)
                .candidate("b", EXCLUSIVE, null, 45 * DOLLAR);
        Fallbacks fallbacks = Fallbacks.of(world.post(0));

        assertThat(fallbacks.next(EXCLUSIVE, DOLLAR)).isEqualTo(2);
        assertThat(fallbacks.next(SHARED, DOLLAR)).isEqualTo(1);
    }

    @Test
    void whatIsPausedOrNoLongerConfiguredIsPassedOver() {
        world.candidate("a", EXCLUSIVE, null, 50 * DOLLAR)
                .candidate("paused", EXCLUSIVE, null, 49 * DOLLAR, true)
                .keptOnly("gone", 48 * DOLLAR)
                .candidate("d", EXCLUSIVE, null, 47 * DOLLAR);

        assertThat(Fallbacks.of(world.post(0)).next(EXCLUSIVE, DOLLAR)).isEqualTo(3);
    }

    @Test
    void aConflictGroupThatHasALegGetsNoOther() {
        world.candidate("a", SHARED, "one", 50 * DOLLAR)
                .candidate("b", SHARED, "two", 49 * DOLLAR)
                .candidate("c", SHARED, "two", 48 * DOLLAR)
                .candidate("d", SHARED, "one", 47 * DOLLAR)
                .candidate("e", SHARED, "three", 46 * DOLLAR)
                .candidate("f", SHARED, "three", 45 * DOLLAR);
        Fallbacks fallbacks = Fallbacks.of(world.post(0, 1));

        // b of group two rejected: its group is free again, that of a is not.
        fallbacks.giveUp(1);
        assertThat(fallbacks.next(SHARED, DOLLAR)).isEqualTo(2);
        assertThat(fallbacks.next(SHARED, DOLLAR)).isEqualTo(4);
        assertThat(fallbacks.next(SHARED, DOLLAR)).isNull();
        fallbacks.giveUp(0);
        assertThat(fallbacks.next(SHARED, DOLLAR)).isEqualTo(3);
        fallbacks.giveUp(4);
        assertThat(fallbacks.next(SHARED, DOLLAR)).isEqualTo(5);
    }

    @Test
    void aGroupThatAnotherCandidateTookMeanwhileStaysTaken() {
        world.candidate("a", SHARED, "one", 50 * DOLLAR)
                .candidate("b", SHARED, "two", 49 * DOLLAR)
                .candidate("c", SHARED, "one", 48 * DOLLAR)
                .candidate("d", SHARED, "one", 47 * DOLLAR);
        Fallbacks fallbacks = Fallbacks.of(world.post(0, 1));

        fallbacks.giveUp(0);
        assertThat(fallbacks.next(SHARED, DOLLAR)).as("for the leg of b").isEqualTo(2);
        fallbacks.giveUp(0);
        assertThat(fallbacks.next(SHARED, DOLLAR)).as("for the leg of a").isNull();
    }

    @Test
    void legsSideBySideNeverGetTheSameCandidate() throws Exception {
        for (int i = 0; i < 200; i++) {
            world.candidate("c" + i, SHARED, null, 50 * DOLLAR);
        }
        Fallbacks fallbacks = Fallbacks.of(world.post(0, 1));
        Queue<Integer> given = new ConcurrentLinkedQueue<>();
        try (ExecutorService legs = Executors.newFixedThreadPool(4)) {
            for (int leg = 0; leg < 4; leg++) {
                legs.execute(() -> {
                    for (Integer next = fallbacks.next(SHARED, DOLLAR);
                            next != null;
                            next = fallbacks.next(SHARED, DOLLAR)) {
                        given.add(next);
                    }
                });
            }
            legs.shutdown();
            assertThat(legs.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(given).hasSize(198).doesNotHaveDuplicates().doesNotContain(0, 1);
    }
}
