package dev.gavel.server.vendor;

import dev.gavel.auction.reason.Reason;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the vendor is told about a ping. */
sealed interface PingOutcome {

    /** The ping's id in text form. */
    String pingId();

    /**
     * The lead may be posted until it expires.
     *
     * @param payoutMicros the sum over the legs
     * @param firm whether caps and funds were reserved, so that the post cannot fail for lack of them
     * @param review findings for which the post will be held until a person has looked at it; empty for none
     */
    record Accepted(
            String pingId,
            List<PromisedLeg> legs,
            long payoutMicros,
            long expiresAtSeconds,
            boolean firm,
            Set<Reason> review)
            implements PingOutcome {

        /** One whose post is not expected to be held. */
        Accepted(String pingId, List<PromisedLeg> legs, long payoutMicros, long expiresAtSeconds, boolean firm) {
            this(pingId, legs, payoutMicros, expiresAtSeconds, firm, Set.of());
        }
    }

    /** One leg and what the vendor gets for it. */
    record PromisedLeg(String legId, long payoutMicros) {}

    /**
     * Not sold.
     *
     * @param field the field that the reason is about; null when about none
     */
    record Rejected(String pingId, Reason reason, @Nullable String field) implements PingOutcome {}
}
