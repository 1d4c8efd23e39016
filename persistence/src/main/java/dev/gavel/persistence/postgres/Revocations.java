package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Revocations, and the buyers who must be told because they have, or may have, the consumer's data: each gets one notice with a clock, and one
 * task that tells it. A sale that was on its way while the consumer revoked is found by looking again for a while.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class Revocations {

    private static final String INSERT = """
            INSERT INTO revocation (tenant, revocation_id, request_key, received_at, recorded_at, due_at, channel, jurisdiction,
                source, consumer_keys, sealed, next_scan_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (tenant, request_key) DO NOTHING""";

    private static final String REVOCATION = """
            SELECT revocation_id, request_key, received_at, recorded_at, due_at, channel, jurisdiction, source, consumer_keys, sealed
            FROM revocation WHERE tenant = $1 AND\s""";

    private static final String BY_ID = REVOCATION + "revocation_id = $2";

    private static final String BY_IDS = REVOCATION + "revocation_id = ANY ($2)";

    private static final String BY_REQUEST = REVOCATION + "request_key = $2";

    /** Also deliveries of which nobody knows whether they arrived, and those that are on their way. */
    private static final String HELD = """
            SELECT d.buyer, d.lead_id, d.leg_id, d.contract, d.reference, d.created_at
            FROM lead_consumer c JOIN delivery d ON d.tenant = c.tenant AND d.ping_id = c.ping_id AND d.ping_at = c.ping_at
            WHERE c.tenant = $1 AND c.consumer_key = ANY ($2) AND d.state IN ('ACCEPTED', 'UNRESOLVED', 'INTENT')
            GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY d.buyer, d.created_at, d.leg_id""";

    private static final String INSERT_NOTICE = """
            INSERT INTO revocation_notice (tenant, revocation_id, buyer, leads, due_at, created_at)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant, revocation_id, buyer) DO NOTHING""";

    private static final String NOTICE = """
            SELECT n.revocation_id, n.buyer, n.leads, n.due_at, n.created_at, n.fetched_at, n.acknowledged_at, n.acknowledged_by
            FROM revocation_notice n WHERE n.tenant = $1 AND\s""";

    private static final String NOTICES = NOTICE + "n.revocation_id = $2 ORDER BY n.buyer";

    private static final String NOTICES_OF_BUYER = NOTICE + """
            n.buyer = $2 AND n.acknowledged_at IS NULL AND n.revocation_id > $3 ORDER BY n.revocation_id LIMIT $4""";

    private static final String OVERDUE = NOTICE
            + "n.acknowledged_at IS NULL AND n.due_at <= $2 ORDER BY n.due_at, n.revocation_id, n.buyer LIMIT $3";

    private static final String FETCHED = """
            UPDATE revocation_notice SET fetched_at = $4
            WHERE tenant = $1 AND buyer = $2 AND revocation_id = ANY ($3) AND fetched_at IS NULL""";

    private static final String ACKNOWLEDGE = """
            UPDATE revocation_notice SET acknowledged_at = $4, acknowledged_by = $5
            WHERE tenant = $1 AND revocation_id = $2 AND buyer = $3 AND acknowledged_at IS NULL""";

    private static final String EXISTS =
            "SELECT 1 AS one FROM revocation_notice WHERE tenant = $1 AND revocation_id = $2 AND buyer = $3";

    private static final String TO_SCAN = """
            WITH due AS MATERIALIZED (
                SELECT revocation_id FROM revocation WHERE tenant = $1 AND next_scan_at <= $2
                ORDER BY next_scan_at LIMIT $5 FOR UPDATE SKIP LOCKED)
            UPDATE revocation r SET next_scan_at = CASE WHEN r.recorded_at > $3 THEN $4 ELSE NULL END FROM due
            WHERE r.tenant = $1 AND r.revocation_id = due.revocation_id
            RETURNING r.revocation_id, r.request_key, r.received_at, r.recorded_at, r.due_at, r.channel, r.jurisdiction, r.source,
                r.consumer_keys, r.sealed""";

    private static final String OPEN_COUNTS = """
            SELECT count(*) AS open, count(*) FILTER (WHERE due_at <= $2) AS overdue
            FROM revocation_notice WHERE tenant = $1 AND acknowledged_at IS NULL""";

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    /** The kind of the tasks that tell buyers. */
    public static final String TASK_KIND = "revocation";

    /** It answered the message with 2xx. */
    public static final String BY_DELIVERY = "delivery";

    /** It said so by itself. */
    public static final String BY_BUYER = "buyer";

    private final TenantScope scope;

    public Revocations(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /**
     * A leg that a buyer has or may have.
     *
     * @param reference the buyer's own id of it; null when it gave none
     */
    public record HeldLeg(
            String buyer,
            String leadId,
            String legId,
            String contract,
            @Nullable String reference,
            Instant deliveredAt) {}

    /**
     * A buyer to tell.
     *
     * @param leads JSON without personal data
     * @param task the message
     */
    public record NewNotice(String buyer, String leads, WebhookTask task) {}

    /**
     * A buyer that was or will be told.
     *
     * @param leads JSON array without personal data
     * @param fetchedAt when the buyer asked for it by itself; null when it never did
     * @param acknowledgedBy {@code delivery} or {@code buyer}; null while it is open
     */
    public record Notice(
            String revocationId,
            String buyer,
            String leads,
            Instant dueAt,
            Instant createdAt,
            @Nullable Instant fetchedAt,
            @Nullable Instant acknowledgedAt,
            @Nullable String acknowledgedBy) {}

    /** Notices that are not acknowledged, and those of them that are late. */
    public record OpenCounts(long open, long overdue) {}

    /** What became of a revocation: this one, or the one that the same request made before. */
    public record Recorded(Revocation revocation, boolean repeated) {}

    /**
     * Records a revocation with the consumer's suppressions and the notices to all who have the consumer's data now, in one transaction.
     *
     * @param suppressions of the consumer; added also when the request is a repeated one
     * @param notices makes the notices for those legs
     * @param events audit events, by how many buyers are told
     */
    public Mono<Recorded> record(
            String tenant,
            Revocation revocation,
            Collection<Suppression> suppressions,
            Duration scanAgainAfter,
            Function<List<HeldLeg>, List<NewNotice>> notices,
            Function<Integer, List<String>> events) {
        return scope.inTransaction(
                tenant,
                connection -> SuppressionRows.add(connection, suppressions, revocation.recordedAt())
                        .then(insert(
                                connection, revocation, revocation.recordedAt().plus(scanAgainAfter)))
                        .flatMap(inserted -> inserted == 0
                                ? ofRequest(connection, revocation).map(earlier -> new Recorded(earlier, true))
                                : tell(connection, revocation, notices)
                                        .flatMap(told -> PostRows.appendEvents(connection, events.apply(told)))
                                        .thenReturn(new Recorded(revocation, false))));
    }

    private static Mono<Long> insert(TenantConnection connection, Revocation revocation, Instant nextScan) {
        return connection.update(
                INSERT,
                connection.tenant(),
                id(revocation.revocationId()),
                TenantConnection.orNull(revocation.requestKey(), String.class),
                revocation.receivedAt(),
                revocation.recordedAt(),
                revocation.dueAt(),
                revocation.channel(),
                TenantConnection.orNull(revocation.jurisdiction(), String.class),
                revocation.source(),
                revocation.consumerKeys().toArray(String[]::new),
                revocation.sealed(),
                nextScan);
    }

    private static Mono<Revocation> ofRequest(TenantConnection connection, Revocation repeated) {
        String requestKey = requireNonNull(repeated.requestKey(), "requestKey");
        return connection
                .query(Revocations::revocation, BY_REQUEST, connection.tenant(), requestKey)
                .single();
    }

    private static Mono<Integer> tell(
            TenantConnection connection, Revocation revocation, Function<List<HeldLeg>, List<NewNotice>> notices) {
        String[] keys = revocation.consumerKeys().toArray(String[]::new);
        return connection
                .query(Revocations::leg, HELD, connection.tenant(), keys)
                .collectList()
                .flatMapIterable(notices)
                .concatMap(notice -> tell(connection, revocation, notice))
                .reduce(0, Integer::sum);
    }

    private static Mono<Integer> tell(TenantConnection connection, Revocation revocation, NewNotice notice) {
        return connection
                .update(
                        INSERT_NOTICE,
                        connection.tenant(),
                        id(revocation.revocationId()),
                        notice.buyer(),
                        notice.leads(),
                        revocation.dueAt(),
                        notice.task().createdAt())
                .flatMap(inserted -> inserted == 0
                        ? Mono.just(0)
                        : WebhookTasks.add(connection, notice.task()).thenReturn(1));
    }

    /**
     * Looks again for buyers of revocations that were recorded a short while ago; completes with how many were added.
     *
     * @param scanFor how long after it was recorded a revocation is looked at again
     * @param again when it is looked at next
     */
    public Mono<Integer> scanAgain(
            String tenant,
            Instant now,
            Duration scanFor,
            Duration again,
            int most,
            Function<Revocation, Function<List<HeldLeg>, List<NewNotice>>> notices) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(Revocations::revocation, TO_SCAN, tenant, now, now.minus(scanFor), now.plus(again), most)
                        .collectList()
                        .flatMapIterable(due -> due)
                        .concatMap(revocation -> tell(connection, revocation, notices.apply(revocation)))
                        .reduce(0, Integer::sum));
    }

    /** A revocation; empty when there is none. */
    public Mono<Revocation> find(String tenant, String revocationId) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(Revocations::revocation, BY_ID, tenant, id(revocationId))
                        .next());
    }

    /** Those revocations, in no order. */
    public Mono<List<Revocation>> findAll(String tenant, Collection<String> revocationIds) {
        UUID[] ids = revocationIds.stream().map(Revocations::id).toArray(UUID[]::new);
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(Revocations::revocation, BY_IDS, tenant, ids)
                        .collectList());
    }

    /** Who is told of it. */
    public Mono<List<Notice>> notices(String tenant, String revocationId) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(Revocations::notice, NOTICES, tenant, id(revocationId))
                        .collectList());
    }

    /** Notices past their time that nobody acknowledged, the oldest first. */
    public Mono<List<Notice>> overdue(String tenant, Instant now, int most) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(Revocations::notice, OVERDUE, tenant, now, most)
                        .collectList());
    }

    /**
     * A buyer's open notices in the order of the revocations, noted as fetched.
     *
     * @param after the last revocation of the page before; null for the first page
     */
    public Mono<List<Notice>> fetch(String tenant, String buyer, @Nullable String after, int most, Instant now) {
        UUID behind = after == null ? BEFORE_ALL : id(after);
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(Revocations::notice, NOTICES_OF_BUYER, tenant, buyer, behind, most)
                        .collectList()
                        .flatMap(notices -> {
                            UUID[] ids = notices.stream()
                                    .map(notice -> id(notice.revocationId()))
                                    .toArray(UUID[]::new);
                            return connection
                                    .update(FETCHED, tenant, buyer, ids, now)
                                    .thenReturn(notices);
                        }));
    }

    /**
     * A buyer has taken note. When it said so by itself, the task that would tell it ends.
     *
     * @param by {@link #BY_DELIVERY} or {@link #BY_BUYER}
     * @param events audit events, appended when this acknowledgement is the first
     * @return whether the buyer was to be told of that revocation at all
     */
    public Mono<Boolean> acknowledge(
            String tenant, String revocationId, String buyer, String by, Instant at, List<String> events) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .update(ACKNOWLEDGE, tenant, id(revocationId), buyer, at, by)
                        .flatMap(acknowledged -> acknowledged == 0
                                ? connection
                                        .query(row -> true, EXISTS, tenant, id(revocationId), buyer)
                                        .hasElements()
                                : PostRows.appendEvents(connection, events)
                                        .then(
                                                by.equals(BY_BUYER)
                                                        ? WebhookTasks.end(
                                                                connection,
                                                                TASK_KIND,
                                                                Party.BUYER,
                                                                buyer,
                                                                revocationId,
                                                                at)
                                                        : Mono.empty())
                                        .thenReturn(true)));
    }

    /** How many notices are open and late. */
    public Mono<OpenCounts> counts(String tenant, Instant now) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(
                                row -> new OpenCounts(Rows.number(row, "open"), Rows.number(row, "overdue")),
                                OPEN_COUNTS,
                                tenant,
                                now)
                        .single());
    }

    private static UUID id(String revocationId) {
        return Ids.uuid(Ids.REVOCATION, revocationId);
    }

    private static Revocation revocation(Readable row) {
        return new Revocation(
                Ids.text(Ids.REVOCATION, Rows.uuid(row, "revocation_id")),
                Rows.textOrNull(row, "request_key"),
                Rows.instant(row, "received_at"),
                Rows.instant(row, "recorded_at"),
                Rows.instant(row, "due_at"),
                Rows.text(row, "channel"),
                Rows.textOrNull(row, "jurisdiction"),
                Rows.text(row, "source"),
                Rows.texts(row, "consumer_keys"),
                Rows.bytes(row, "sealed"));
    }

    private static HeldLeg leg(Readable row) {
        return new HeldLeg(
                Rows.text(row, "buyer"),
                Ids.text(Ids.LEAD, Rows.uuid(row, "lead_id")),
                Ids.text(Ids.LEG, Rows.uuid(row, "leg_id")),
                Rows.text(row, "contract"),
                Rows.textOrNull(row, "reference"),
                Rows.instant(row, "created_at"));
    }

    private static Notice notice(Readable row) {
        return new Notice(
                Ids.text(Ids.REVOCATION, Rows.uuid(row, "revocation_id")),
                Rows.text(row, "buyer"),
                Rows.text(row, "leads"),
                Rows.instant(row, "due_at"),
                Rows.instant(row, "created_at"),
                Rows.instantOrNull(row, "fetched_at"),
                Rows.instantOrNull(row, "acknowledged_at"),
                Rows.textOrNull(row, "acknowledged_by"));
    }
}
