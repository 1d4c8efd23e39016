package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * A post's outcome, as its second transaction writes it.
 *
 * @param results of the deliveries that are still open
 * @param answering what all of the lead's deliveries amount to once these results are written
 */
public record Settlement(
        String tenant, String pingId, String leadId, List<LegResult> results, Instant at, Answering answering) {

    public Settlement {
        requireNonNull(tenant, "tenant");
        requireNonNull(pingId, "pingId");
        requireNonNull(leadId, "leadId");
        requireNonNull(at, "at");
        requireNonNull(answering, "answering");
        results = List.copyOf(results);
    }

    /**
     * Derives a lead's answer from its deliveries, while the lead is locked: what several settlements found out side by side is never lost.
     * Pure; must not block.
     */
    @FunctionalInterface
    public interface Answering {

        /**
         * The answer.
         *
         * @param deliveries all of the lead, those that earlier settlements ended too, in the order of their ids; and behind them the legs that
         *     had no room
         */
        Answered answer(List<DeliveryStanding> deliveries);
    }

    /**
     * What holds once a settlement was written, or was found to be written.
     *
     * @param answer JSON that the vendor is given
     * @param deliveries all of the lead
     */
    public record Settled(String answer, List<DeliveryStanding> deliveries) {

        public Settled {
            requireNonNull(answer, "answer");
            deliveries = List.copyOf(deliveries);
        }

        /** Whether this delivery gave back what it held. */
        public boolean gaveBack(String deliveryId) {
            return deliveries.stream()
                    .filter(delivery -> delivery.deliveryId().equals(deliveryId))
                    .anyMatch(delivery ->
                            delivery.outcome() == LegOutcome.REJECTED || delivery.outcome() == LegOutcome.NOT_SENT);
        }
    }

    /**
     * A lead's answer.
     *
     * @param state the lead's state from now on
     * @param answer JSON that a repeated post is given; no personal data
     * @param events exact JSON texts
     */
    public record Answered(String state, String answer, List<String> events) {

        public Answered {
            requireNonNull(state, "state");
            requireNonNull(answer, "answer");
            events = List.copyOf(events);
        }
    }
}
