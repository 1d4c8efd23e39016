package dev.gavel.auction.market;

import dev.gavel.auction.contract.Subscription;
import dev.gavel.auction.contract.Webhook;
import dev.gavel.auction.contract.WebhookEvent;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Reads where vendors and buyers are told what happens, and writes it as attributes. */
final class WebhookReader {

    private static final Set<WebhookEvent> ALL = Set.of(WebhookEvent.values());

    private WebhookReader() {}

    /** An address with the secret that signs. */
    static Webhook read(Item item) {
        Section section = item.section("{url: https://..., secret: NAME}");
        Webhook webhook = webhook(section);
        section.close();
        return webhook;
    }

    /** An address that is told of some events; of all when none are named. */
    static Subscription readSubscription(Item item) {
        Section section = item.section("{url: https://..., secret: NAME, events: [sale, reject, return]}");
        Webhook webhook = webhook(section);
        Set<WebhookEvent> events =
                section.optional("events").map(WebhookReader::readEvents).orElse(ALL);
        section.close();
        return new Subscription(webhook, events);
    }

    private static Webhook webhook(Section section) {
        return new Webhook(
                EndpointReader.readUrl(section.required("url")),
                EndpointReader.readSecretName(section.required("secret")));
    }

    private static Set<WebhookEvent> readEvents(Item item) {
        Set<WebhookEvent> events = EnumSet.noneOf(WebhookEvent.class);
        for (Item entry : item.items("events such as sale")) {
            WebhookEvent event = entry.constant(WebhookEvent.values(), "event");
            if (!events.add(event)) {
                entry.problem(Problems.quote(Item.wordOf(event)) + " is there twice");
            }
        }
        return events.isEmpty() ? ALL : events;
    }

    static void put(Map<String, Text> texts, Subscription subscription) {
        texts.put("webhook.url", MarketText.urlText(subscription.webhook().url()));
        texts.put("webhook.secret", Text.of(subscription.webhook().secretName()));
        texts.put(
                "webhook.events",
                Text.of(Text.sorted(
                        subscription.events().stream().map(Item::wordOf).toList())));
    }
}
