package dev.gavel.server.vendor;

import dev.gavel.auction.reason.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the vendor is told about a post. */
sealed interface PostOutcome {

    /**
     * At least one leg was sold, or its outcome is outstanding.
     *
     * @param legs in the order of the ping's answer
     */
    record Delivered(String pingId, String leadId, List<Leg> legs) implements PostOutcome {

        boolean isSold() {
            return legs.stream().anyMatch(leg -> leg.state() == LegState.SOLD);
        }

        boolean isPending() {
            return legs.stream().anyMatch(leg -> leg.state() == LegState.PENDING);
        }

        /** The status on the wire: sold, pending or rejected. */
        String status() {
            if (isSold()) {
                return "sold";
            }
            return isPending() ? "pending" : "rejected";
        }

        /** What the vendor earns: the payouts of the sold legs. */
        long payoutMicros() {
            return legs.stream()
                    .filter(leg -> leg.state() == LegState.SOLD)
                    .mapToLong(Leg::payoutMicros)
                    .sum();
        }
    }

    /**
     * Nothing was sold.
     *
     * @param field the field that the reason is about; null when about none
     */
    record Rejected(String pingId, Reason reason, @Nullable String field) implements PostOutcome {}

    /**
     * A person is to look at the lead; nothing was sold and no buyer has heard.
     *
     * @param until when the promise expires, and the hold with it
     */
    record Held(String pingId, String leadId, Instant until) implements PostOutcome {}

    /**
     * One leg.
     *
     * @param redirectUrl where the buyer wants the consumer sent; null when it said nothing
     */
    record Leg(
            String legId,
            LegState state,
            long payoutMicros,
            @Nullable String redirectUrl) {}

    /** How a leg ended. */
    enum LegState {
        SOLD,
        PENDING,
        REJECTED
    }
}
