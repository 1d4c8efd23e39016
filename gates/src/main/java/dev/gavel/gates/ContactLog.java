package dev.gavel.gates;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Remembers to which buyers a consumer was sold, and when: what {@link PriorSales} is read from. A leg is noted before its buyer hears, so
 * that of two posts of one consumer at the same moment one sees the other.
 *
 * <p>Thread safety: any thread.
 */
public interface ContactLog {

    /**
     * Notes a leg, unless that would be one contact too many or the buyer had the consumer before, in one step. Idempotent by ping and contract, so that a post that is
     * repeated is not its own predecessor.
     * Completes with an error when the log cannot be reached: whether the leg was noted is then unknown, and nothing may be sold.
     */
    CompletionStage<Admission> admit(Contact contact);

    /**
     * Strikes a leg that its buyer did not take. Idempotent. Completes with an error when the log cannot be reached: the leg then counts on,
     * which errs on the side of not selling.
     */
    CompletionStage<Void> forget(String tenant, List<String> consumerKeys, String pingId, String contract);

    /**
     * A leg that is about to be sold.
     *
     * @param consumerKeys the tenant's HMACs of phone and e-mail, 1 or 2
     * @param pingId earlier legs of the same ping count, but are no reason for the buyer not to take it
     * @param contract of the buyer; a contract has at most one leg of a ping
     * @param most how many legs of the vertical the consumer may have in 24 hours, this one included; {@link Integer#MAX_VALUE} for any number
     * @param repeatSeconds for how long the buyer takes no consumer twice; 0 when it does not mind
     * @param rememberSeconds for how long anybody may ask about this leg; at least a day
     */
    record Contact(
            String tenant,
            List<String> consumerKeys,
            String pingId,
            String contract,
            String vertical,
            String buyer,
            int most,
            long repeatSeconds,
            long rememberSeconds) {

        /** The least time for which a leg is remembered: contacts are counted over a day. */
        public static final long DAY_SECONDS = 86_400;

        public Contact {
            consumerKeys = List.copyOf(consumerKeys);
            if (rememberSeconds < DAY_SECONDS) {
                throw new IllegalArgumentException(
                        "rememberSeconds: " + rememberSeconds + " (expected: >= " + DAY_SECONDS + ")");
            }
        }
    }

    /** What became of a leg. */
    enum Admission {
        NOTED,
        /** The consumer may not be contacted again within 24 hours. */
        LIMIT_REACHED,
        /** The buyer had the consumer within its window. */
        ALREADY_SOLD_TO_BUYER
    }
}
