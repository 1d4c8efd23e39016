package dev.gavel.server.suppression;

import dev.gavel.auction.reason.Reason;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.webhook.WebhookSignature;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * {@code POST /hooks/signed-revocations/{tenant}}: as {@link RevocationHook}, for senders that sign, by the Standard Webhooks specification
 * ({@link WebhookSignature}), with the secret that the tenant's market names. No key stands in the address.
 *
 * <p>A message that somebody overheard and sends again within the tolerance has the same {@code webhook-id}, and so is the same revocation;
 * later it is refused for its time.
 *
 * <p>Thread safety: any event loop.
 */
public final class SignedRevocationHook {

    private static final String PATH = "/hooks/signed-revocations/";
    private static final int LONGEST_ID = 100;

    private final RevocationHook hook;
    private final LiveMarkets markets;
    private final Function<String, @Nullable String> secrets;
    private final InstantSource clock;

    /** @param secrets the value of a secret by its name; null when there is none */
    SignedRevocationHook(
            RevocationHook hook, LiveMarkets markets, Function<String, @Nullable String> secrets, InstantSource clock) {
        this.hook = hook;
        this.markets = markets;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * One message that came in.
     *
     * @throws Refusal 401 when it is not signed, not rightly, or not now
     */
    public Mono<Answer> message(Call call) {
        String tenant = call.pathAfter(PATH);
        String id = call.header(WebhookSignature.ID);
        String timestamp = call.header(WebhookSignature.TIMESTAMP);
        String signature = call.header(WebhookSignature.SIGNATURE);
        if (id == null || id.isBlank() || id.length() > LONGEST_ID || timestamp == null || signature == null) {
            throw Refusal.of(401, Reason.SIGNATURE_MISSING);
        }
        if (!WebhookSignature.isRecent(timestamp, clock.instant())) {
            throw Refusal.of(401, Reason.SIGNATURE_OLD);
        }
        String secret = secret(tenant);
        if (secret == null
                || !WebhookSignature.verify(
                        WebhookSignature.key(secret), id, timestamp, signature, call.body(), clock.instant())) {
            // Whether there is such a tenant is nobody's business.
            throw Refusal.of(401, Reason.SIGNATURE_INVALID);
        }
        return hook.taken(tenant, "signed", id, call);
    }

    private @Nullable String secret(String tenant) {
        LiveMarket market = markets.of(tenant);
        String name = market == null ? null : market.market().messageSecretName();
        return name == null ? null : secrets.apply(name);
    }
}
