package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Answers that are kept for requests with an {@code Idempotency-Key}.
 *
 * <p>A request that was begun and never finished, because its node died, may be begun again after two minutes. Thread safety: any thread. Fails with
 * {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class IdempotencyStore {

    /** After this long an unfinished request is taken for dead. */
    public static final Duration DEAD_AFTER = Duration.ofMinutes(2);

    /** How long an answer is kept. */
    public static final Duration KEPT_FOR = Duration.ofHours(24);

    private static final String BEGIN = """
            INSERT INTO idempotency (tenant, key, digest, begun_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant, key) DO UPDATE
                SET digest = excluded.digest, begun_at = excluded.begun_at, status = NULL, body = NULL
            WHERE idempotency.begun_at < $6
               OR (idempotency.status IS NULL AND idempotency.begun_at < $5 AND idempotency.digest = excluded.digest)""";

    private static final String GET = "SELECT digest, status, body FROM idempotency WHERE tenant = $1 AND key = $2";

    private static final String FINISH = "UPDATE idempotency SET status = $3, body = $4 WHERE tenant = $1 AND key = $2";

    private static final String FORGET = "DELETE FROM idempotency WHERE tenant = $1 AND key = $2 AND status IS NULL";

    private static final String SWEEP = "DELETE FROM idempotency WHERE tenant = $1 AND begun_at < $2";

    private final TenantScope scope;
    private final InstantSource clock;

    public IdempotencyStore(TenantScope scope, InstantSource clock) {
        this.scope = requireNonNull(scope, "scope");
        this.clock = requireNonNull(clock, "clock");
    }

    /** What a request with a key is to do. */
    public sealed interface Start {}

    /** Go on, then {@link #finish} or {@link #forget}. */
    public record Fresh() implements Start {}

    /** Answer this again. */
    public record Replay(int status, String body) implements Start {}

    /** The key stands for another request. */
    public record Conflict() implements Start {}

    /** The same request is being answered elsewhere. */
    public record InFlight() implements Start {}

    /**
     * Begins a request, or says what became of it.
     *
     * @param digest of the request's body
     */
    public Mono<Start> begin(String tenant, String key, byte[] digest) {
        String hex = HexFormat.of().formatHex(digest);
        return scope.inTransaction(tenant, connection -> {
            Instant now = clock.instant();
            return connection
                    .update(BEGIN, tenant, key, hex, now, now.minus(DEAD_AFTER), now.minus(KEPT_FOR))
                    .flatMap(begun -> begun == 1 ? Mono.just(new Fresh()) : earlier(connection, key, hex));
        });
    }

    private static Mono<Start> earlier(TenantConnection connection, String key, String digest) {
        return connection
                .query(row -> earlier(row, digest), GET, connection.tenant(), key)
                .next()
                .defaultIfEmpty(new InFlight());
    }

    private static Start earlier(Readable row, String digest) {
        if (!Rows.text(row, "digest").equals(digest)) {
            return new Conflict();
        }
        @Nullable Integer status = row.get("status", Integer.class);
        return status == null ? new InFlight() : new Replay(status, Rows.text(row, "body"));
    }

    /** Keeps the answer. */
    public Mono<Void> finish(String tenant, String key, int status, String body) {
        return scope.inTransaction(tenant, connection -> connection.update(FINISH, tenant, key, status, body))
                .then();
    }

    /** Lets the same request begin again; for one that decided nothing. */
    public Mono<Void> forget(String tenant, String key) {
        return scope.inTransaction(tenant, connection -> connection.update(FORGET, tenant, key))
                .then();
    }

    /** Deletes answers that are no longer kept; completes with how many. */
    public Mono<Long> sweep(String tenant) {
        return scope.inTransaction(
                tenant,
                connection -> connection.update(SWEEP, tenant, clock.instant().minus(KEPT_FOR)));
    }
}
