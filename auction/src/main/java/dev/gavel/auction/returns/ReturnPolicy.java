package dev.gavel.auction.returns;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;

/**
 * On which terms a contract's buyer may return what it bought.
 *
 * <p>Thread safety: immutable.
 *
 * @param window how long after the sale a return may be asked for
 * @param reasons the words that a return may give
 * @param limit how much of what was bought may be returned
 * @param evidenceRequired whether a return must come with evidence
 * @param stopUseRequired whether the buyer must declare that it no longer uses the lead
 * @param approval who says yes
 * @param decideWithin how long a return waits for its review, before it expires
 * @param givesCapBack whether a wholly returned leg frees its place in the caps
 * @param clawbackBasisPoints the share of the vendor's payout that is taken back, from 0 to 10,000; of a partial return its part
 */
public record ReturnPolicy(
        Duration window,
        Set<String> reasons,
        Limit limit,
        boolean evidenceRequired,
        boolean stopUseRequired,
        Approval approval,
        Duration decideWithin,
        boolean givesCapBack,
        int clawbackBasisPoints) {

    /** All of it, in basis points. */
    public static final int WHOLE = 10_000;

    public ReturnPolicy {
        requireNonNull(window, "window");
        requireNonNull(limit, "limit");
        requireNonNull(approval, "approval");
        requireNonNull(decideWithin, "decideWithin");
        reasons = Set.copyOf(reasons);
        requireShare(clawbackBasisPoints, "clawbackBasisPoints");
    }

    /** Who says yes to a return that the policy admits. */
    public enum Approval {
        /** Nobody: it is approved when it is asked for. */
        AUTOMATIC,
        /** The tenant. */
        REVIEW
    }

    /**
     * The most that may be returned of what a contract bought in a rolling period. Counted in legs, denied and expired returns left out;
     * rounded up, so that one leg may always be returned.
     *
     * @param basisPoints share of the legs sold in the period, from 0 to 10,000; 0 admits no return
     */
    public record Limit(int basisPoints, Duration period) {

        public Limit {
            requireShare(basisPoints, "basisPoints");
            requireNonNull(period, "period");
        }

        /** Whether one more may be returned. */
        boolean admitsOneMore(long sold, long returned) {
            return returned < Math.ceilDiv(sold * basisPoints, WHOLE);
        }
    }

    private static void requireShare(int basisPoints, String name) {
        if (basisPoints < 0 || basisPoints > WHOLE) {
            throw new IllegalArgumentException(name + ": " + basisPoints + " (expected: 0 to " + WHOLE + ")");
        }
    }
}
