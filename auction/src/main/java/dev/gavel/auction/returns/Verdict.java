package dev.gavel.auction.returns;

/** What the tenant says to a return. */
public sealed interface Verdict {

    /**
     * Yes.
     *
     * @param amountMicros of the price, at most what was asked for; {@link ReturnClaim#WHOLE_PRICE} for what was asked for
     * @param clawbackBasisPoints another share than the policy's; {@link #BY_POLICY} for the policy's
     */
    record Approve(long amountMicros, int clawbackBasisPoints) implements Verdict {

        /** The share that the policy says. */
        public static final int BY_POLICY = -1;

        public Approve {
            if (amountMicros < 0) {
                throw new IllegalArgumentException("amountMicros: " + amountMicros + " (expected: >= 0)");
            }
            if (clawbackBasisPoints < BY_POLICY || clawbackBasisPoints > ReturnPolicy.WHOLE) {
                throw new IllegalArgumentException("clawbackBasisPoints: " + clawbackBasisPoints + " (expected: -1 to "
                        + ReturnPolicy.WHOLE + ")");
            }
        }
    }

    /** No. */
    record Deny() implements Verdict {}
}
