package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * What a vendor or buyer wants to be told of, and where.
 *
 * <p>Thread safety: immutable.
 *
 * @param events at least one
 */
public record Subscription(Webhook webhook, Set<WebhookEvent> events) {

    public Subscription {
        requireNonNull(webhook, "webhook");
        events = Set.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("events: none (expected: at least one)");
        }
    }
}
