package dev.gavel.server.webhook;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.contract.Subscription;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.contract.WebhookEvent;
import dev.gavel.persistence.postgres.Party;
import dev.gavel.persistence.postgres.WebhookTask;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What vendors and buyers are told of as it happens, at the address that the market has for them: a kind for each {@link WebhookEvent}.
 *
 * <p>Thread safety: any thread.
 */
public final class PartyWebhooks implements WebhookKind {

    private final WebhookEvent event;
    private final LiveMarkets markets;
    private final Function<String, @Nullable String> secrets;

    private PartyWebhooks(WebhookEvent event, LiveMarkets markets, Function<String, @Nullable String> secrets) {
        this.event = event;
        this.markets = markets;
        this.secrets = secrets;
    }

    /**
     * A kind for each event.
     *
     * @param secrets the value of a secret by its name; null when there is none
     */
    public static List<WebhookKind> all(LiveMarkets markets, Function<String, @Nullable String> secrets) {
        return Arrays.stream(WebhookEvent.values())
                .<WebhookKind>map(event -> new PartyWebhooks(event, markets, secrets))
                .toList();
    }

    /** The kind of the tasks that tell of an event. */
    static String kindOf(WebhookEvent event) {
        return event.name().toLowerCase(Locale.ROOT);
    }

    /** What a party is told of; null for nothing. */
    static @Nullable Subscription subscriptionOf(Market market, Party party, String id) {
        return switch (party) {
            case VENDOR -> {
                Vendor vendor = market.vendors().get(id);
                yield vendor == null ? null : vendor.subscription();
            }
            case BUYER -> {
                Buyer buyer = market.buyers().get(id);
                yield buyer == null ? null : buyer.subscription();
            }
        };
    }

    @Override
    public String name() {
        return kindOf(event);
    }

    @Override
    public @Nullable WebhookTarget targetOf(String tenant, WebhookTask task) {
        LiveMarket market = markets.of(tenant);
        Subscription subscription =
                market == null ? null : subscriptionOf(market.market(), task.party(), task.recipient());
        String secret = subscription == null
                ? null
                : secrets.apply(subscription.webhook().secretName());
        return subscription == null || secret == null
                ? null
                : new WebhookTarget(subscription.webhook().url(), WebhookSignature.key(secret));
    }

    @Override
    public Mono<Void> taken(String tenant, WebhookTask task) {
        return Mono.empty();
    }

    @Override
    public boolean endsWhenGone() {
        return true;
    }
}
