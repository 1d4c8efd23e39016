package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The durable messages of a tenant. A task is added in the transaction of what it tells of ({@link #add}), leased to one node at a time, and
 * ends delivered or abandoned; at least once, never less. A node that dies with a lease loses it when the lease is over.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class WebhookTasks {

    private static final int LONGEST_FAILURE = 200;

    private static final String ADD = """
            INSERT INTO webhook_task (tenant, task_id, kind, party, recipient, subject, sealed, next_attempt_at, give_up_at, created_at)
            VALUES\s""";

    private static final String ADD_ONCE = " ON CONFLICT (tenant, kind, party, recipient, subject) DO NOTHING";

    private static final int COLUMNS = 10;

    /** So many rows go into one statement. */
    private static final int MOST_ROWS = 100;

    /** From receiver to receiver along the index, whatever waits for each. */
    private static final String DUE_RECEIVERS = """
            WITH RECURSIVE receiver AS (
                (SELECT party, recipient FROM webhook_task WHERE tenant = $1 AND state = 'PENDING'
                    ORDER BY party, recipient LIMIT 1)
                UNION ALL
                SELECT n.party, n.recipient FROM receiver r CROSS JOIN LATERAL (
                    SELECT t.party, t.recipient FROM webhook_task t
                    WHERE t.tenant = $1 AND t.state = 'PENDING' AND (t.party, t.recipient) > (r.party, r.recipient)
                    ORDER BY t.party, t.recipient LIMIT 1) n)
            SELECT r.party, r.recipient FROM receiver r WHERE EXISTS (
                SELECT 1 FROM webhook_task t WHERE t.tenant = $1 AND t.state = 'PENDING' AND t.party = r.party
                    AND t.recipient = r.recipient AND t.next_attempt_at <= $2)""";

    /** Materialized: in a join the locking part could run more than once, and lock more each time. */
    private static final String LEASE = """
            WITH due AS MATERIALIZED (
                SELECT task_id FROM webhook_task WHERE tenant = $1 AND state = 'PENDING' AND party = $2 AND recipient = $3
                AND next_attempt_at <= $4 ORDER BY next_attempt_at LIMIT $6 FOR UPDATE SKIP LOCKED)
            UPDATE webhook_task t SET next_attempt_at = $5 FROM due
            WHERE t.tenant = $1 AND t.task_id = due.task_id
            RETURNING t.task_id, t.kind, t.party, t.recipient, t.subject, t.sealed, t.attempts, t.created_at, t.give_up_at""";

    private static final String ABANDON_OVERDUE = """
            WITH late AS MATERIALIZED (
                SELECT task_id FROM webhook_task WHERE tenant = $1 AND state = 'PENDING' AND give_up_at < $2
                ORDER BY give_up_at LIMIT $3 FOR UPDATE SKIP LOCKED)
            UPDATE webhook_task t SET state = 'ABANDONED', ended_at = $2,
                last_failure = coalesce(t.last_failure, 'there was nowhere to send it') FROM late
            WHERE t.tenant = $1 AND t.task_id = late.task_id
            RETURNING t.kind""";

    private static final String END = """
            UPDATE webhook_task SET state = $3, attempts = attempts + $4, ended_at = $5, last_status = coalesce($6, last_status),
                last_failure = $7
            WHERE tenant = $1 AND task_id = $2 AND state = 'PENDING'""";

    private static final String RETRY = """
            UPDATE webhook_task SET attempts = attempts + 1, next_attempt_at = $3, last_status = $4, last_failure = $5
            WHERE tenant = $1 AND task_id = $2 AND state = 'PENDING'""";

    private static final String POSTPONE =
            "UPDATE webhook_task SET next_attempt_at = $3 WHERE tenant = $1 AND task_id = $2 AND state = 'PENDING'";

    private static final String END_BY_SUBJECT = """
            UPDATE webhook_task SET state = 'DELIVERED', ended_at = $5
            WHERE tenant = $1 AND kind = $2 AND recipient = $3 AND subject = $4 AND party = $6 AND state = 'PENDING'""";

    private static final String STATE = """
            SELECT state, attempts, next_attempt_at, last_status, last_failure, ended_at FROM webhook_task
            WHERE tenant = $1 AND kind = $2 AND recipient = $3 AND subject = $4 AND party = $5""";

    private static final String PENDING =
            "SELECT count(*) AS n FROM webhook_task WHERE tenant = $1 AND state = 'PENDING'";

    private static final String ABANDONED =
            "SELECT count(*) AS n FROM webhook_task WHERE tenant = $1 AND state = 'ABANDONED'";

    private final TenantScope scope;

    public WebhookTasks(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /**
     * Where a task stands.
     *
     * @param state PENDING, DELIVERED or ABANDONED
     * @param lastStatus HTTP status of the last answer; null when there was none
     * @param lastFailure why the last attempt was none; null when it was answered
     */
    public record TaskState(
            String state,
            int attempts,
            Instant nextAttemptAt,
            @Nullable Integer lastStatus,
            @Nullable String lastFailure,
            @Nullable Instant endedAt) {}

    /** A receiver of messages. */
    public record Receiver(Party party, String recipient) {}

    /** Adds a task within a transaction; nothing happens when there is one of the kind, party, recipient and subject. */
    static Mono<Void> add(TenantConnection connection, WebhookTask task) {
        return addAll(connection, List.of(task));
    }

    /** As {@link #add(TenantConnection, WebhookTask)}, for each of them. */
    static Mono<Void> addAll(TenantConnection connection, List<WebhookTask> tasks) {
        return Flux.fromIterable(tasks)
                .buffer(MOST_ROWS)
                .concatMap(some -> insert(connection, some))
                .then();
    }

    private static Mono<Long> insert(TenantConnection connection, List<WebhookTask> tasks) {
        StringBuilder sql = new StringBuilder(ADD);
        List<Object> values = new ArrayList<>(tasks.size() * COLUMNS);
        for (WebhookTask task : tasks) {
            sql.append(values.isEmpty() ? "(" : ", (");
            for (int i = 1; i <= COLUMNS; i++) {
                sql.append(i == 1 ? "$" : ", $").append(values.size() + i);
            }
            sql.append(')');
            values.addAll(List.of(
                    connection.tenant(),
                    id(task.taskId()),
                    task.kind(),
                    task.party().name(),
                    task.recipient(),
                    task.subject(),
                    task.sealed(),
                    task.createdAt(),
                    task.giveUpAt(),
                    task.createdAt()));
        }
        return connection.update(sql.append(ADD_ONCE).toString(), values.toArray());
    }

    /** Adds a task by itself. */
    public Mono<Void> add(String tenant, WebhookTask task) {
        return scope.inTransaction(tenant, connection -> add(connection, task));
    }

    /** The receivers for whom something is due. Cost: by the number of receivers, not of messages. */
    public Mono<List<Receiver>> dueReceivers(String tenant, Instant now) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(
                                row -> new Receiver(
                                        Party.valueOf(Rows.text(row, "party")), Rows.text(row, "recipient")),
                                DUE_RECEIVERS,
                                tenant,
                                now)
                        .collectList());
    }

    /** A receiver's tasks that are due, the longest due first, leased to the caller: nobody else gets them for so long. */
    public Mono<List<WebhookTask>> lease(String tenant, Receiver receiver, Instant now, Duration lease, int most) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(
                                WebhookTasks::task,
                                LEASE,
                                tenant,
                                receiver.party().name(),
                                receiver.recipient(),
                                now,
                                now.plus(lease),
                                most)
                        .collectList());
    }

    /** Gives up what nobody took in its time; completes with the kinds of those tasks. */
    public Mono<List<String>> abandonOverdue(String tenant, Instant now, int most) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(row -> Rows.text(row, "kind"), ABANDON_OVERDUE, tenant, now, most)
                        .collectList());
    }

    /** The receiver has taken it. */
    public Mono<Void> delivered(String tenant, String taskId, int status, Instant at) {
        return end(tenant, taskId, "DELIVERED", 1, at, status, null);
    }

    /** An attempt failed, and nobody tries any more. */
    public Mono<Void> abandon(String tenant, String taskId, Instant at, @Nullable Integer status, String why) {
        return end(tenant, taskId, "ABANDONED", 1, at, status, why);
    }

    private Mono<Void> end(
            String tenant,
            String taskId,
            String state,
            int attempts,
            Instant at,
            @Nullable Integer status,
            @Nullable String failure) {
        return scope.inTransaction(
                        tenant,
                        connection -> connection.update(
                                END,
                                tenant,
                                id(taskId),
                                state,
                                attempts,
                                at,
                                TenantConnection.orNull(status, Integer.class),
                                TenantConnection.orNull(failure, String.class)))
                .then();
    }

    /** An attempt failed; the next one is due at {@code next}. */
    public Mono<Void> retry(
            String tenant, String taskId, Instant next, @Nullable Integer status, @Nullable String failure) {
        String shown = failure == null || failure.length() <= LONGEST_FAILURE
                ? failure
                : failure.substring(0, LONGEST_FAILURE);
        return scope.inTransaction(
                        tenant,
                        connection -> connection.update(
                                RETRY,
                                tenant,
                                id(taskId),
                                next,
                                TenantConnection.orNull(status, Integer.class),
                                TenantConnection.orNull(shown, String.class)))
                .then();
    }

    /** There is nowhere to send it now; looked at again at {@code next}. Counts no attempt. */
    public Mono<Void> postpone(String tenant, String taskId, Instant next) {
        return scope.inTransaction(tenant, connection -> connection.update(POSTPONE, tenant, id(taskId), next))
                .then();
    }

    /** What a task tells reached its recipient another way; within a transaction. */
    static Mono<Void> end(
            TenantConnection connection, String kind, Party party, String recipient, String subject, Instant at) {
        return connection
                .update(END_BY_SUBJECT, connection.tenant(), kind, recipient, subject, at, party.name())
                .then();
    }

    /** Where the task of a subject stands; empty when there is none. */
    public Mono<TaskState> state(String tenant, String kind, Party party, String recipient, String subject) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(WebhookTasks::state, STATE, tenant, kind, recipient, subject, party.name())
                        .next());
    }

    /** How many tasks are not delivered. */
    public Mono<Long> pending(String tenant) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(row -> Rows.number(row, "n"), PENDING, tenant)
                        .single());
    }

    /** How many tasks nobody took. */
    public Mono<Long> abandoned(String tenant) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(row -> Rows.number(row, "n"), ABANDONED, tenant)
                        .single());
    }

    private static UUID id(String taskId) {
        return Ids.uuid(Ids.TASK, taskId);
    }

    private static WebhookTask task(Readable row) {
        return new WebhookTask(
                Ids.text(Ids.TASK, Rows.uuid(row, "task_id")),
                Rows.text(row, "kind"),
                Party.valueOf(Rows.text(row, "party")),
                Rows.text(row, "recipient"),
                Rows.text(row, "subject"),
                Rows.bytes(row, "sealed"),
                Rows.smallNumber(row, "attempts"),
                Rows.instant(row, "created_at"),
                Rows.instant(row, "give_up_at"));
    }

    private static TaskState state(Readable row) {
        return new TaskState(
                Rows.text(row, "state"),
                Rows.smallNumber(row, "attempts"),
                Rows.instant(row, "next_attempt_at"),
                row.get("last_status", Integer.class),
                Rows.textOrNull(row, "last_failure"),
                Rows.instantOrNull(row, "ended_at"));
    }
}
