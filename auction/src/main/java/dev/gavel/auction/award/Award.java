package dev.gavel.auction.award;

import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.reason.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the auction decided before caps and funds are known: who may win, in which order, and how many legs there are. The first
 * exclusive candidate with room competes against the first up to {@code maxLegs} shared ones with room, of which no two are in one
 * conflict group; the larger sum of payouts wins, and the exclusive sale when equal. {@link Legs#choose} is that rule; the cap ledger
 * applies it where caps and funds are known, atomically.
 *
 * @param candidates both modes, in rank order
 * @param refusal why there are none; null when there are some
 */
public record Award(
        List<Candidate> candidates, int maxLegs, @Nullable Reason refusal) {

    public Award {
        candidates = List.copyOf(candidates);
    }

    /** The candidates of one mode, in rank order. */
    public List<Candidate> candidates(SaleMode mode) {
        return candidates.stream()
                .filter(c -> c.bid().contract().mode() == mode)
                .toList();
    }
}
