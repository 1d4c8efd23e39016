package dev.gavel.server.market;

import dev.gavel.auction.book.ContractBook;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * The contracts of a campaign that had no room a moment ago, left out of its book for a second: a ping asks the cap ledger about the best
 * candidates only, and where those are all full the next ones come to be asked.
 *
 * <p>Thread safety: lock-free; of two marks at the same moment one may be lost, and is found out again by the next ping.
 */
final class FullContracts {

    private static final long FORGOTTEN_NANOS = Duration.ofSeconds(1).toNanos();

    private final ContractBook whole;
    private volatile Left left;

    FullContracts(ContractBook whole) {
        this.whole = whole;
        this.left = new Left(whole, Set.of(), 0);
    }

    /** The book without them. */
    private record Left(ContractBook book, Set<String> full, long untilNanos) {

        boolean isGoodAt(long nowNanos) {
            return !full.isEmpty() && nowNanos - untilNanos < 0;
        }
    }

    /**
     * The contracts that may have room.
     *
     * @param nowNanos on the monotonic clock
     */
    ContractBook bookAt(long nowNanos) {
        Left current = left;
        return current.isGoodAt(nowNanos) ? current.book() : whole;
    }

    /** These had no room just now. */
    void mark(Set<String> contractIds, long nowNanos) {
        if (contractIds.isEmpty()) {
            return;
        }
        Left current = left;
        boolean good = current.isGoodAt(nowNanos);
        if (good && current.full().containsAll(contractIds)) {
            return;
        }
        Set<String> full = new HashSet<>(contractIds);
        if (good) {
            full.addAll(current.full());
        }
        long untilNanos = good ? current.untilNanos() : nowNanos + FORGOTTEN_NANOS;
        left = new Left(whole.without(full), full, untilNanos);
    }
}
