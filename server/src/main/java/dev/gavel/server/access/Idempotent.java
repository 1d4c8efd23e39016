package dev.gavel.server.access;

import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.crypto.Sha256;
import dev.gavel.persistence.postgres.IdempotencyStore;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * The {@code Idempotency-Key} header (IETF draft-ietf-httpapi-idempotency-key-header): the same key with the same body gets the first answer
 * again, with another body it is refused. Answers that decided nothing (4xx, 5xx) are not kept: the caller may try again. Without the header it
 * costs nothing; with it, two trips to Postgres.
 *
 * <p>Thread safety: any thread.
 */
public final class Idempotent {

    private static final String HEADER = "idempotency-key";
    private static final int LONGEST_KEY = 128;

    private final IdempotencyStore store;

    public Idempotent(IdempotencyStore store) {
        this.store = store;
    }

    /** The route with the header honoured. Keys of different API keys and paths do not meet. */
    public Access.Guarded around(Access.Guarded route) {
        return (principal, call) -> {
            String key = call.header(HEADER);
            return key == null ? route.answer(principal, call) : once(principal, call, key, route);
        };
    }

    private Mono<Answer> once(Principal principal, Call call, String key, Access.Guarded route) {
        if (!isVisibleAscii(key)) {
            return Mono.error(Refusal.of(400, Reason.IDEMPOTENCY_KEY_INVALID));
        }
        String scopedKey = principal.keyId() + " " + call.path() + " " + key;
        return store.begin(principal.tenant(), scopedKey, Sha256.of(call.body()))
                .flatMap(start -> switch (start) {
                    case IdempotencyStore.Fresh _ -> first(principal, call, scopedKey, route);
                    case IdempotencyStore.Replay replay -> Mono.just(replayed(replay));
                    case IdempotencyStore.Conflict _ -> Mono.error(Refusal.of(422, Reason.IDEMPOTENCY_KEY_REUSED));
                    case IdempotencyStore.InFlight _ ->
                        Mono.error(Refusal.of(
                                409,
                                Reason.IDEMPOTENCY_KEY_REUSED,
                                "The first request with this key is still being answered."));
                });
    }

    private Mono<Answer> first(Principal principal, Call call, String scopedKey, Access.Guarded route) {
        return Mono.defer(() -> route.answer(principal, call))
                .flatMap(answer -> answer.status() == 200
                        ? store.finish(
                                        principal.tenant(),
                                        scopedKey,
                                        answer.status(),
                                        new String(answer.body(), StandardCharsets.UTF_8))
                                .thenReturn(answer)
                        : forget(principal, scopedKey).thenReturn(answer))
                .onErrorResume(failure -> forget(principal, scopedKey).then(Mono.error(failure)));
    }

    private Mono<Void> forget(Principal principal, String scopedKey) {
        // A key that cannot be forgotten now is forgotten when it expires.
        return store.forget(principal.tenant(), scopedKey).onErrorComplete();
    }

    private static Answer replayed(IdempotencyStore.Replay replay) {
        return new Answer(
                replay.status(),
                Answer.JSON,
                replay.body().getBytes(StandardCharsets.UTF_8),
                Map.of("idempotency-replayed", "true"));
    }

    private static boolean isVisibleAscii(String key) {
        return !key.isEmpty() && key.length() <= LONGEST_KEY && key.chars().allMatch(c -> c > ' ' && c <= '~');
    }
}
