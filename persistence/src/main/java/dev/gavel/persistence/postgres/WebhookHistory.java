package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What operators see and do of a tenant's messages: what waits, what nobody took (the dead letters), what was taken; and to send them again.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class WebhookHistory {

    /** How long a message that is sent again is tried. */
    public static final Duration REPLAYED_FOR = Duration.ofDays(3);

    private static final String COLUMNS = """
            task_id, kind, party, recipient, subject, state, attempts, replays, next_attempt_at, give_up_at, created_at, ended_at,
                last_status, last_failure""";

    private static final String CHOSEN = """
            WHERE tenant = $1 AND ($2 = '' OR state = $2) AND ($3 = '' OR party = $3) AND ($4 = '' OR recipient = $4)
              AND ($5 = '' OR kind = $5) AND task_id < $6 ORDER BY task_id DESC LIMIT $7""";

    private static final String LIST = "SELECT " + COLUMNS + " FROM webhook_task " + CHOSEN;

    private static final String BY_ID = "SELECT " + COLUMNS + " FROM webhook_task WHERE tenant = $1 AND task_id = $2";

    private static final String AGAIN = """
            state = 'PENDING', attempts = 0, replays = replays + 1, next_attempt_at = $2, give_up_at = greatest(give_up_at, $3), ended_at = NULL""";

    private static final String REPLAY =
            "UPDATE webhook_task SET " + AGAIN + " WHERE tenant = $1 AND task_id = $4 RETURNING " + COLUMNS;

    private static final String REPLAY_ABANDONED = "UPDATE webhook_task SET " + AGAIN + " " + """
            WHERE tenant = $1 AND state = 'ABANDONED' AND task_id IN (
                SELECT task_id FROM webhook_task WHERE tenant = $1 AND state = 'ABANDONED' AND ($4 = '' OR party = $4)
                    AND ($5 = '' OR recipient = $5) AND ($6 = '' OR kind = $6) ORDER BY task_id LIMIT $7)""";

    /** Those that tell of revocations are evidence. */
    private static final String PRUNE = """
            DELETE FROM webhook_task WHERE tenant = $1 AND task_id IN (
                SELECT task_id FROM webhook_task WHERE tenant = $1 AND state <> 'PENDING' AND kind <> 'revocation'
                    AND ended_at < CASE state WHEN 'DELIVERED' THEN $2 ELSE $3 END ORDER BY ended_at LIMIT $4)""";

    private final TenantScope scope;

    public WebhookHistory(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /** Where a message stands. */
    public enum State {
        /** It is sent until it is taken. */
        PENDING,
        /** It was taken. */
        DELIVERED,
        /** Nobody took it in its time, or its receiver said that it is gone for good. */
        ABANDONED
    }

    /**
     * A message, without its body.
     *
     * @param attempts since it was made, or last replayed
     * @param replays how often an operator had it sent again
     * @param lastStatus HTTP status of the last answer; null when there was none
     * @param lastFailure why the last attempt was none; null when it was taken
     */
    public record Entry(
            String taskId,
            String kind,
            Party party,
            String recipient,
            String subject,
            State state,
            int attempts,
            int replays,
            Instant nextAttemptAt,
            Instant giveUpAt,
            Instant createdAt,
            @Nullable Instant endedAt,
            @Nullable Integer lastStatus,
            @Nullable String lastFailure) {}

    /** Which messages; null for all. */
    public record Filter(
            @Nullable State state,
            @Nullable Party party,
            @Nullable String recipient,
            @Nullable String kind) {}

    /**
     * Messages, the newest first.
     *
     * @param before only those made before this one; null for the newest
     */
    public Flux<Entry> list(String tenant, Filter filter, @Nullable String before, int limit) {
        UUID behind = before == null ? Ids.LAST : Ids.uuid(Ids.TASK, before);
        return scope.stream(
                tenant,
                connection -> connection.query(
                        WebhookHistory::entry,
                        LIST,
                        tenant,
                        name(filter.state()),
                        name(filter.party()),
                        text(filter.recipient()),
                        text(filter.kind()),
                        behind,
                        limit));
    }

    /** One message. */
    public Mono<Optional<Entry>> byId(String tenant, String taskId) {
        return scope.inTransaction(
                        tenant,
                        connection -> connection
                                .query(WebhookHistory::entry, BY_ID, tenant, Ids.uuid(Ids.TASK, taskId))
                                .next())
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }

    /**
     * Has a message sent again from now on, whatever became of it, under the same id.
     *
     * @param event exact JSON text, written with it
     * @return how it stands; empty when there is none of this id
     */
    public Mono<Optional<Entry>> replay(String tenant, String taskId, Instant now, String event) {
        return scope.inTransaction(
                        tenant,
                        connection -> connection
                                .query(
                                        WebhookHistory::entry,
                                        REPLAY,
                                        tenant,
                                        now,
                                        now.plus(REPLAYED_FOR),
                                        Ids.uuid(Ids.TASK, taskId))
                                .next()
                                .flatMap(entry -> PostRows.appendEvents(connection, List.of(event))
                                        .thenReturn(entry)))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }

    /**
     * Has dead letters sent again from now on, the oldest first.
     *
     * @param filter its state is not looked at
     * @param event exact JSON text by how many they are; written with them when there are some
     * @return how many they are
     */
    public Mono<Long> replayAbandoned(String tenant, Filter filter, Instant now, int most, LongFunction<String> event) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .update(
                                REPLAY_ABANDONED,
                                tenant,
                                now,
                                now.plus(REPLAYED_FOR),
                                name(filter.party()),
                                text(filter.recipient()),
                                text(filter.kind()),
                                most)
                        .flatMap(count -> count == 0
                                ? Mono.just(0L)
                                : PostRows.appendEvents(connection, List.of(event.apply(count)))
                                        .thenReturn(count)));
    }

    /** Removes what was taken, or given up, longer ago; completes with how many they were. Nothing that still waits goes. */
    public Mono<Long> prune(String tenant, Instant deliveredBefore, Instant abandonedBefore, int most) {
        return scope.inTransaction(
                tenant, connection -> connection.update(PRUNE, tenant, deliveredBefore, abandonedBefore, most));
    }

    private static String name(@Nullable Enum<?> constant) {
        return constant == null ? "" : constant.name();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Entry entry(Readable row) {
        return new Entry(
                Ids.text(Ids.TASK, Rows.uuid(row, "task_id")),
                Rows.text(row, "kind"),
                Party.valueOf(Rows.text(row, "party")),
                Rows.text(row, "recipient"),
                Rows.text(row, "subject"),
                State.valueOf(Rows.text(row, "state")),
                Rows.smallNumber(row, "attempts"),
                Rows.smallNumber(row, "replays"),
                Rows.instant(row, "next_attempt_at"),
                Rows.instant(row, "give_up_at"),
                Rows.instant(row, "created_at"),
                Rows.instantOrNull(row, "ended_at"),
                row.get("last_status", Integer.class),
                Rows.textOrNull(row, "last_failure"));
    }
}
