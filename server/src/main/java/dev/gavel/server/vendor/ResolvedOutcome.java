package dev.gavel.server.vendor;

import dev.gavel.persistence.postgres.LeadViews;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A post's outcome read back from what is stored, after one of its open deliveries was resolved: the leg's other deliveries and the other
 * legs stand as they are. Thread safety: stateless.
 */
final class ResolvedOutcome {

    private ResolvedOutcome() {}

    /**
     * The outcome of a lead, when one delivery ends in {@code state}.
     *
     * @param view the lead before that delivery is settled
     */
    static PostOutcome.Delivered of(LeadViews.LeadView view, String deliveryId, PostOutcome.LegState state) {
        Map<String, PostOutcome.Leg> legs = new LinkedHashMap<>();
        for (LeadViews.DeliveryView delivery : view.deliveries()) {
            PostOutcome.LegState ended = delivery.deliveryId().equals(deliveryId) ? state : stateOf(delivery.state());
            PostOutcome.Leg leg = new PostOutcome.Leg(delivery.legId(), ended, delivery.payoutMicros(), null);
            legs.merge(delivery.legId(), leg, ResolvedOutcome::further);
        }
        List<PostOutcome.Leg> inOrder = new ArrayList<>(legs.values());
        return new PostOutcome.Delivered(view.pingId(), view.leadId(), inOrder);
    }

    /** Of a leg's deliveries the one that was not rejected says how the leg stands. */
    private static PostOutcome.Leg further(PostOutcome.Leg one, PostOutcome.Leg other) {
        return one.state() == PostOutcome.LegState.REJECTED ? other : one;
    }

    private static PostOutcome.LegState stateOf(String stored) {
        return switch (stored) {
            case "ACCEPTED" -> PostOutcome.LegState.SOLD;
            case "REJECTED", "NOT_SENT" -> PostOutcome.LegState.REJECTED;
            case "INTENT", "UNRESOLVED" -> PostOutcome.LegState.PENDING;
            default -> throw new IllegalArgumentException("delivery state: " + stored);
        };
    }
}
