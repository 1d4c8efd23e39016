package dev.gavel.server.webhook;

import dev.gavel.auction.contract.Market;
import dev.gavel.auction.contract.Subscription;
import dev.gavel.auction.contract.WebhookEvent;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.Announcer;
import dev.gavel.persistence.postgres.EndedDelivery;
import dev.gavel.persistence.postgres.Ids;
import dev.gavel.persistence.postgres.LeadNews;
import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.postgres.Party;
import dev.gavel.persistence.postgres.PostRefusal;
import dev.gavel.persistence.postgres.SaleReturn;
import dev.gavel.persistence.postgres.WebhookTask;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.vendor.IdSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the messages to vendors and buyers that want to be told, by the market of the moment. Who is told of nothing costs a look-up.
 *
 * <p>Thread safety: any thread.
 */
public final class Announcements implements Announcer {

    /** How long a message is tried. */
    static final Duration TRIED_FOR = Duration.ofDays(3);

    private final Function<String, @Nullable Subscribers> subscribers;
    private final IdSource ids = new IdSource();

    private Announcements(Function<String, @Nullable Subscribers> subscribers) {
        this.subscribers = subscribers;
    }

    /** A tenant's parties, and the keys that seal what waits for them. */
    private record Subscribers(Market market, TenantKeys keys) {}

    /** By the markets that a node trades on. */
    public static Announcements of(LiveMarkets markets) {
        return new Announcements(tenant -> {
            LiveMarket market = markets.of(tenant);
            return market == null ? null : new Subscribers(market.market(), market.keys());
        });
    }

    /** By one market, for a command. */
    public static Announcements of(Market market, TenantKeys keys) {
        Subscribers only = new Subscribers(market, keys);
        return new Announcements(tenant -> tenant.equals(market.tenant()) ? only : null);
    }

    @Override
    public List<WebhookTask> ended(LeadNews news) {
        Batch batch = batch(news.tenant(), news.at());
        if (batch == null) {
            return List.of();
        }
        for (EndedDelivery delivery : news.ended()) {
            if (delivery.outcome() == LegOutcome.ACCEPTED) {
                batch.tell(
                        WebhookEvent.SALE,
                        Party.VENDOR,
                        news.vendor(),
                        delivery.legId(),
                        () -> WebhookMessages.soldForVendor(news, delivery));
                batch.tell(
                        WebhookEvent.SALE,
                        Party.BUYER,
                        delivery.buyer(),
                        delivery.deliveryId(),
                        () -> WebhookMessages.soldToBuyer(news, delivery));
            } else if (delivery.outcome() == LegOutcome.REJECTED) {
                batch.tell(
                        WebhookEvent.REJECT,
                        Party.BUYER,
                        delivery.buyer(),
                        delivery.deliveryId(),
                        () -> WebhookMessages.rejectedByBuyer(news, delivery));
            }
        }
        for (String legId : news.unsoldLegs()) {
            batch.tell(
                    WebhookEvent.REJECT,
                    Party.VENDOR,
                    news.vendor(),
                    legId,
                    () -> WebhookMessages.unsoldForVendor(news, legId));
        }
        return batch.tasks;
    }

    @Override
    public List<WebhookTask> refused(PostRefusal refusal) {
        Batch batch = batch(refusal.tenant(), refusal.at());
        if (batch == null) {
            return List.of();
        }
        // The vendor may mend the lead and post again: another reason is other news.
        String subject = refusal.pingId() + "/" + refusal.reason().code();
        batch.tell(
                WebhookEvent.REJECT, Party.VENDOR, refusal.vendor(), subject, () -> WebhookMessages.refused(refusal));
        return batch.tasks;
    }

    @Override
    public List<WebhookTask> returned(String tenant, SaleReturn stands, Instant at) {
        Batch batch = batch(tenant, at);
        if (batch == null) {
            return List.of();
        }
        String subject = stands.returnId() + "/" + stands.state().name().toLowerCase(Locale.ROOT);
        batch.tell(
                WebhookEvent.RETURN,
                Party.VENDOR,
                stands.vendor(),
                subject,
                () -> WebhookMessages.returnedForVendor(stands, at));
        batch.tell(
                WebhookEvent.RETURN,
                Party.BUYER,
                stands.buyer(),
                subject,
                () -> WebhookMessages.returnedForBuyer(stands, at));
        return batch.tasks;
    }

    private @Nullable Batch batch(String tenant, Instant at) {
        Subscribers known = subscribers.apply(tenant);
        return known == null ? null : new Batch(known, at);
    }

    /** The messages of one transaction. */
    private final class Batch {

        private final Subscribers known;
        private final Instant at;
        private final List<WebhookTask> tasks = new ArrayList<>(2);

        Batch(Subscribers known, Instant at) {
            this.known = known;
            this.at = at;
        }

        void tell(WebhookEvent event, Party party, String recipient, String subject, Supplier<byte[]> body) {
            Subscription subscription = PartyWebhooks.subscriptionOf(known.market(), party, recipient);
            if (subscription == null || !subscription.events().contains(event)) {
                return;
            }
            String taskId = ids.next(Ids.TASK, at.toEpochMilli()).toString();
            tasks.add(new WebhookTask(
                    taskId,
                    PartyWebhooks.kindOf(event),
                    party,
                    recipient,
                    subject,
                    WebhookSender.seal(known.keys(), taskId, body.get()),
                    0,
                    at,
                    at.plus(TRIED_FOR)));
        }
    }
}
