package dev.gavel.server.vendor;

import dev.gavel.persistence.postgres.DeliveryStanding;
import dev.gavel.persistence.postgres.LegOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A post's outcome as its lead's deliveries make it, whoever settled them: the flow of the post, or one who asked a buyer again later. Thread
 * safety: stateless.
 */
final class ResolvedOutcome {

    private ResolvedOutcome() {}

    /**
     * The outcome of a lead.
     *
     * @param ends of the post's flow: they know legs that were never delivered, and redirects; empty when the flow is over
     */
    static PostOutcome.Delivered of(
            String pingId, String leadId, List<LegEnd> ends, List<DeliveryStanding> deliveries) {
        // By id: the order of the legs in the ping's answer.
        Map<String, PostOutcome.Leg> legs = new TreeMap<>();
        for (LegEnd end : ends) {
            Attempt last = end.last();
            legs.put(
                    last.legId(),
                    new PostOutcome.Leg(
                            last.legId(), PostOutcome.LegState.REJECTED, last.promisedPayoutMicros(), null));
        }
        for (DeliveryStanding delivery : deliveries) {
            PostOutcome.LegState state = stateOf(delivery.outcome());
            PostOutcome.Leg leg = new PostOutcome.Leg(
                    delivery.legId(), state, delivery.payoutMicros(), redirectOf(delivery, state, ends));
            legs.merge(delivery.legId(), leg, ResolvedOutcome::further);
        }
        return new PostOutcome.Delivered(pingId, leadId, new ArrayList<>(legs.values()));
    }

    /** Of a leg's deliveries the one that was not rejected says how the leg stands. */
    private static PostOutcome.Leg further(PostOutcome.Leg one, PostOutcome.Leg other) {
        return one.state() == PostOutcome.LegState.REJECTED ? other : one;
    }

    private static @Nullable String redirectOf(
            DeliveryStanding delivery, PostOutcome.LegState state, List<LegEnd> ends) {
        if (state != PostOutcome.LegState.SOLD) {
            return null;
        }
        for (LegEnd end : ends) {
            if (end.last().deliveryId().equals(delivery.deliveryId())) {
                return end.redirectUrl();
            }
        }
        return null;
    }

    private static PostOutcome.LegState stateOf(@Nullable LegOutcome outcome) {
        if (outcome == null) {
            return PostOutcome.LegState.PENDING;
        }
        return switch (outcome) {
            case ACCEPTED -> PostOutcome.LegState.SOLD;
            case REJECTED, NOT_SENT -> PostOutcome.LegState.REJECTED;
            case UNRESOLVED -> PostOutcome.LegState.PENDING;
        };
    }
}
