package dev.gavel.server.simulation;

import dev.gavel.auction.bid.Deadline;
import dev.gavel.server.buyer.Deliverer;
import dev.gavel.server.buyer.Delivery;
import dev.gavel.server.buyer.DeliveryOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The buyers. Each decides on a delivery once, when it first hears of it, and remembers it by its id. What becomes of request and answer on the
 * way is another matter.
 *
 * <p>Thread safety: confined to the run's thread.
 */
final class SimBuyers {

    private static final long CALL_TIMEOUT = 5 * Timeline.SECOND;
    private static final long LEAST = 5 * Timeline.MILLI;
    private static final long LATEST = 70 * Timeline.SECOND;

    private final Timeline timeline;
    private final Faults faults;
    private final List<Integer> acceptsPerMille = new ArrayList<>();
    private final Map<String, Boolean> decisions = new LinkedHashMap<>();
    private final Map<String, Delivery> heard = new LinkedHashMap<>();

    /** What happens on the way to a buyer and back. */
    private enum Way {
        NO_CONNECTION,
        REQUEST_LOST,
        ANSWER_LOST,
        GARBAGE,
        TWICE,
        MUCH_LATER,
        SLOW
    }

    SimBuyers(Timeline timeline, Faults faults) {
        this.timeline = timeline;
        this.faults = faults;
        for (int buyer = 0; buyer < SimMarket.BUYERS; buyer++) {
            acceptsPerMille.add(timeline.between(200, 950));
        }
    }

    /** The deliveries that buyers heard of, with what they decided. */
    Map<String, Boolean> decisions() {
        return decisions;
    }

    Delivery heard(String deliveryId) {
        return heard.get(deliveryId);
    }

    /** A node's way to the buyers. */
    Deliverer port(Life life, String node) {
        return (delivery, deadline) -> {
            CompletableFuture<DeliveryOutcome> outcome = new CompletableFuture<>();
            deliver(delivery, deadline, node, outcome, life);
            return outcome;
        };
    }

    private void deliver(
            Delivery delivery, Deadline deadline, String node, CompletableFuture<DeliveryOutcome> outcome, Life life) {
        if (delivery.contract().deliveryEndpoint() == null) {
            outcome.complete(new DeliveryOutcome.NotSent(DeliveryOutcome.Obstacle.NOT_CONFIGURED));
            return;
        }
        long left = Math.min(CALL_TIMEOUT, deadline.remainingNanos(timeline.nowNanos()));
        if (left < LEAST) {
            outcome.complete(new DeliveryOutcome.NotSent(DeliveryOutcome.Obstacle.DEADLINE_TOO_SHORT));
            return;
        }
        Way way = timeline.chance(faults.buyers()) ? timeline.any(List.of(Way.values())) : null;
        timeline.note(node + " delivers " + delivery.deliveryId() + " to "
                + delivery.contract().buyer() + (way == null ? "" : ", " + way));
        long there = timeline.between(Timeline.MILLI, 200 * Timeline.MILLI);
        long back = way == Way.SLOW
                ? timeline.between(0, 2 * CALL_TIMEOUT)
                : timeline.between(Timeline.MILLI, 200 * Timeline.MILLI);
        if (way == Way.NO_CONNECTION) {
            finish(there, life, outcome, new DeliveryOutcome.NotSent(DeliveryOutcome.Obstacle.CONNECT_FAILED));
            return;
        }
        finish(left, life, outcome, new DeliveryOutcome.Unknown(DeliveryOutcome.Doubt.TIMED_OUT));
        if (way == Way.MUCH_LATER) {
            timeline.after(timeline.between(left, LATEST), () -> decide(delivery));
        } else if (way != Way.REQUEST_LOST) {
            timeline.after(there, () -> {
                boolean accepted = decide(delivery);
                if (way == Way.GARBAGE) {
                    finish(back, life, outcome, new DeliveryOutcome.Unknown(DeliveryOutcome.Doubt.UNREADABLE));
                } else if (way != Way.ANSWER_LOST) {
                    finish(back, life, outcome, answer(delivery, accepted));
                }
            });
        }
        if (way == Way.TWICE) {
            timeline.after(timeline.between(there, LATEST), () -> decide(delivery));
        }
    }

    private static DeliveryOutcome answer(Delivery delivery, boolean accepted) {
        return accepted
                ? new DeliveryOutcome.Accepted("ref-" + delivery.deliveryId(), "https://buyer.example.com/thanks")
                : new DeliveryOutcome.Rejected("not wanted");
    }

    private boolean decide(Delivery delivery) {
        Boolean before = decisions.get(delivery.deliveryId());
        if (before != null) {
            return before;
        }
        int buyer = SimMarket.numberOf(delivery.contract().buyer());
        boolean accepted = timeline.chance(acceptsPerMille.get(buyer));
        timeline.note(delivery.contract().buyer() + (accepted ? " accepts " : " rejects ") + delivery.deliveryId());
        decisions.put(delivery.deliveryId(), accepted);
        heard.put(delivery.deliveryId(), delivery);
        return accepted;
    }

    /** The first of several ends counts. */
    private void finish(long nanos, Life life, CompletableFuture<DeliveryOutcome> outcome, DeliveryOutcome end) {
        timeline.after(nanos, () -> {
            if (!life.isOver()) {
                outcome.complete(end);
            }
        });
    }
}
