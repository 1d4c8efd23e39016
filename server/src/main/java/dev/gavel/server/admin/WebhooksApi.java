package dev.gavel.server.admin;

import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.Ids;
import dev.gavel.persistence.postgres.Party;
import dev.gavel.persistence.postgres.WebhookHistory;
import dev.gavel.server.access.Principal;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Json;
import dev.gavel.server.http.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * {@code /api/webhooks}: the messages to vendors and buyers, the dead letters among them, and their replay.
 *
 * <p>Thread safety: any event loop.
 */
public final class WebhooksApi {

    /** So many dead letters are replayed by one call. */
    public static final int MOST_REPLAYED = 10_000;

    private static final int ID = 2;
    private static final Set<String> MEMBERS = Set.of("party", "recipient", "kind");

    private final WebhookHistory history;
    private final InstantSource clock;

    public WebhooksApi(WebhookHistory history, InstantSource clock) {
        this.history = history;
        this.clock = clock;
    }

    /** {@code GET /api/webhooks}. */
    public Mono<Answer> list(Principal principal, Call call) {
        Query query = Query.of(call);
        String before = query.text("before");
        if (before != null && TypeId.parse(Ids.TASK, before) == null) {
            throw Members.invalid("before", "the id of a message");
        }
        WebhookHistory.Filter filter = new WebhookHistory.Filter(
                query.constant("state", WebhookHistory.State.class),
                query.constant("party", Party.class),
                query.text("recipient"),
                query.text("kind"));
        int limit = query.limit();
        return history.list(principal.tenant(), filter, before, limit)
                .collectList()
                .map(found -> Answer.json(200, WebhookAnswers.list(found, limit)));
    }

    /** {@code GET /api/webhooks/{id}}. */
    public Mono<Answer> show(Principal principal, Call call) {
        return history.byId(principal.tenant(), id(call))
                .flatMap(Mono::justOrEmpty)
                .map(found -> Answer.json(200, WebhookAnswers.one(found)))
                .switchIfEmpty(Mono.error(Refusal.of(404, Reason.MESSAGE_UNKNOWN)));
    }

    /** {@code POST /api/webhooks/{id}/replay}. */
    public Mono<Answer> replay(Principal principal, Call call) {
        String taskId = id(call);
        Instant now = clock.instant();
        return history.replay(principal.tenant(), taskId, now, WebhookEvents.replayed(now, taskId, principal.keyId()))
                .flatMap(Mono::justOrEmpty)
                .map(found -> Answer.json(200, WebhookAnswers.one(found)))
                .switchIfEmpty(Mono.error(Refusal.of(404, Reason.MESSAGE_UNKNOWN)));
    }

    /** {@code POST /api/webhooks/replay}: dead letters, all or those of one receiver or kind. */
    public Mono<Answer> replayAbandoned(Principal principal, Call call) {
        Members members = Members.read(call, MEMBERS);
        Instant now = clock.instant();
        WebhookHistory.Filter filter = new WebhookHistory.Filter(
                null, members.constant("party", Party.class), members.text("recipient"), members.text("kind"));
        return history.replayAbandoned(
                        principal.tenant(),
                        filter,
                        now,
                        MOST_REPLAYED,
                        count -> WebhookEvents.replayedMany(now, count, filter, principal.keyId()))
                .map(count -> Answer.json(200, Json.object(json -> json.writeNumberProperty("replayed", count))));
    }

    private static String id(Call call) {
        String text = call.segment(ID);
        if (TypeId.parse(Ids.TASK, text) == null) {
            throw Refusal.of(404, Reason.MESSAGE_UNKNOWN);
        }
        return text;
    }
}
