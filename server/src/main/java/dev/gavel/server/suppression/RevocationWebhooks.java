package dev.gavel.server.suppression;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Webhook;
import dev.gavel.persistence.postgres.Revocations;
import dev.gavel.persistence.postgres.WebhookTask;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.webhook.WebhookKind;
import dev.gavel.server.webhook.WebhookSignature;
import dev.gavel.server.webhook.WebhookTarget;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Tells buyers of revocations at the address that the market has for them, and takes their yes for the acknowledgement.
 *
 * <p>Thread safety: any thread.
 */
final class RevocationWebhooks implements WebhookKind {

    private final LiveMarkets markets;
    private final Function<String, @Nullable String> secrets;
    private final RevocationDesk desk;

    RevocationWebhooks(LiveMarkets markets, Function<String, @Nullable String> secrets, RevocationDesk desk) {
        this.markets = markets;
        this.secrets = secrets;
        this.desk = desk;
    }

    @Override
    public String name() {
        return Revocations.TASK_KIND;
    }

    @Override
    public @Nullable WebhookTarget targetOf(String tenant, WebhookTask task) {
        LiveMarket market = markets.of(tenant);
        Buyer buyer = market == null ? null : market.market().buyers().get(task.recipient());
        Webhook webhook = buyer == null ? null : buyer.revocations();
        String secret = webhook == null ? null : secrets.apply(webhook.secretName());
        return webhook == null || secret == null
                ? null
                : new WebhookTarget(webhook.url(), WebhookSignature.key(secret));
    }

    @Override
    public Mono<Void> taken(String tenant, WebhookTask task) {
        return desk.acknowledge(tenant, task.subject(), task.recipient(), Revocations.BY_DELIVERY)
                .then();
    }

    @Override
    public boolean endsWhenGone() {
        return false;
    }
}
