package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.PostRows.PingKey;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Holds in Postgres: placed, looked at, decided, and ended.
 *
 * <p>The lead's row is always locked before the hold's. Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the
 * database cannot be reached.
 */
public final class Holds implements HoldBook {

    private static final String INSERT_LEAD = """
            INSERT INTO lead (tenant, ping_id, ping_at, lead_id, campaign, vendor, source, currency, consumer_keys,
                sealed, state, answer, posted_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'HELD', $11, $12)
            ON CONFLICT (tenant, ping_id, ping_at) DO NOTHING""";

    private static final String INSERT = """
            INSERT INTO hold (tenant, ping_id, lead_id, campaign, vendor, source, chosen, reasons, findings, state,
                held_at, until, due_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'HELD', $10, $11, $11)""";

    private static final String TAKE_LEAD = """
            UPDATE lead SET state = 'DELIVERING', answer = NULL
            WHERE tenant = $1 AND ping_id = $2 AND ping_at = $3 AND state = 'HELD'""";

    private static final String TAKE = """
            UPDATE hold SET state = 'RELEASED', ended_at = $3
            WHERE tenant = $1 AND ping_id = $2 AND state = 'HELD' AND decision = 'RELEASE' AND until > $3""";

    private static final String END_LEAD = """
            UPDATE lead SET state = 'REFUSED', answer = $4, settled_at = $5
            WHERE tenant = $1 AND ping_id = $2 AND ping_at = $3 AND state = 'HELD' RETURNING campaign, vendor, source""";

    private static final String END = """
            UPDATE hold SET state = $3, end_reason = $4, ended_at = $5
            WHERE tenant = $1 AND ping_id = $2 AND state = 'HELD'""";

    private static final String REFUSE = """
            UPDATE hold SET decision = 'REFUSE', decided_by = $3, decided_with = $4, decided_for = $5, decided_at = $6
            WHERE tenant = $1 AND ping_id = $2 AND state = 'HELD'""";

    private static final String RELEASE = """
            UPDATE hold SET decision = 'RELEASE', decided_by = $3, decided_with = $4, decided_for = $5, decided_at = $6, due_at = $7
            WHERE tenant = $1 AND ping_id = $2 AND state = 'HELD' AND decision IS NULL AND until > $6""";

    /** What expired is due until somebody has ended it; what was released is tried again when the lease is over, or ended at its time. */
    private static final String LEASE = """
            WITH due AS (
                SELECT ping_id FROM hold WHERE tenant = $1 AND state = 'HELD' AND due_at <= $2
                ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED)
            UPDATE hold h SET due_at = CASE WHEN h.until > $2 THEN least($3, h.until) ELSE $3 END
            FROM due WHERE h.tenant = $1 AND h.ping_id = due.ping_id
            RETURNING\s""" + HeldLead.COLUMNS;

    private static final String BY_LEAD =
            "SELECT " + HeldLead.COLUMNS + " FROM hold h WHERE h.tenant = $1 AND h.lead_id = $2";

    private static final String LIST = "SELECT " + HeldLead.COLUMNS + """
             FROM hold h WHERE h.tenant = $1 AND ($2 = '' OR h.state = $2) AND ($3 = '' OR h.campaign = $3) AND h.lead_id < $4
            ORDER BY h.lead_id DESC LIMIT $5""";

    private static final String COUNT =
            "SELECT count(*) AS n FROM hold WHERE tenant = $1 AND state = 'HELD' AND decision IS NULL";

    private final TenantScope scope;
    private final Announcer announcer;

    /** Holds whose end nobody is told of. */
    public Holds(TenantScope scope) {
        this(scope, Announcer.NONE);
    }

    /** @param announcer says who is to be told of a hold that ends without a sale */
    public Holds(TenantScope scope, Announcer announcer) {
        this.scope = requireNonNull(scope, "scope");
        this.announcer = requireNonNull(announcer, "announcer");
    }

    @Override
    public Mono<PostStart.Earlier> place(NewHold hold) {
        PingKey key = PingKey.of(hold.tenant(), hold.pingId());
        return scope.inTransaction(
                hold.tenant(),
                connection -> insertLead(connection, key, hold)
                        .flatMap(isNew -> isNew
                                ? insert(connection, key, hold)
                                        .then(PostRows.appendEvents(connection, List.of(hold.event())))
                                        .thenReturn(new PostStart.Finished(hold.answer()))
                                : PostRows.earlier(connection, key, hold.vendor())
                                        .defaultIfEmpty(new PostStart.InFlight())));
    }

    private static Mono<Boolean> insertLead(TenantConnection connection, PingKey key, NewHold hold) {
        return connection
                .update(
                        INSERT_LEAD,
                        key.tenant(),
                        key.pingId(),
                        key.pingAt(),
                        Ids.uuid(Ids.LEAD, hold.leadId()),
                        hold.campaign(),
                        hold.vendor(),
                        hold.source(),
                        hold.currency(),
                        hold.lookupKeys().toArray(String[]::new),
                        hold.sealedLead(),
                        hold.answer(),
                        hold.at())
                .map(inserted -> inserted == 1);
    }

    private static Mono<Long> insert(TenantConnection connection, PingKey key, NewHold hold) {
        return connection.update(
                INSERT,
                key.tenant(),
                key.pingId(),
                Ids.uuid(Ids.LEAD, hold.leadId()),
                hold.campaign(),
                hold.vendor(),
                hold.source(),
                hold.chosen().toArray(Integer[]::new),
                hold.reasons().toArray(Integer[]::new),
                hold.findings(),
                hold.at(),
                hold.until());
    }

    @Override
    public Mono<PostStart> begin(PostIntent intent) {
        PingKey key = PingKey.of(intent.tenant(), intent.pingId());
        return scope.inTransaction(
                intent.tenant(),
                connection -> connection
                        .update(TAKE_LEAD, key.tenant(), key.pingId(), key.pingAt())
                        .flatMap(taken -> taken == 1
                                ? take(connection, key, intent)
                                : PostRows.earlier(connection, key, intent.vendor())
                                        .cast(PostStart.class)
                                        .defaultIfEmpty(new PostStart.InFlight())));
    }

    private static Mono<PostStart> take(TenantConnection connection, PingKey key, PostIntent intent) {
        return connection.update(TAKE, key.tenant(), key.pingId(), intent.at()).flatMap(taken -> {
            if (taken == 1) {
                return Sales.beginNew(connection, key, intent);
            }
            connection.rollbackOnly();
            return Mono.just(new PostStart.Refused(Reason.HOLD_EXPIRED));
        });
    }

    @Override
    public Mono<Boolean> end(HoldEnd end) {
        PingKey key = PingKey.of(end.tenant(), end.pingId());
        return scope.inTransaction(
                end.tenant(),
                connection -> connection
                        .query(
                                row -> refusal(row, end),
                                END_LEAD,
                                key.tenant(),
                                key.pingId(),
                                key.pingAt(),
                                end.answer(),
                                end.at())
                        .next()
                        .flatMap(refusal -> writeEnd(connection, key, end)
                                .then(PostRows.appendEvents(connection, List.of(end.event())))
                                .then(WebhookTasks.addAll(connection, announcer.refused(refusal)))
                                .thenReturn(true))
                        .defaultIfEmpty(false));
    }

    private static PostRefusal refusal(Readable lead, HoldEnd end) {
        return new PostRefusal(
                end.tenant(),
                end.pingId(),
                Rows.text(lead, "campaign"),
                Rows.text(lead, "vendor"),
                Rows.text(lead, "source"),
                end.reason(),
                null,
                end.at());
    }

    private static Mono<Void> writeEnd(TenantConnection connection, PingKey key, HoldEnd end) {
        HoldDecision refusal = end.refusal();
        Mono<Long> refused = refusal == null
                ? Mono.just(0L)
                : connection.update(
                        REFUSE, key.tenant(), key.pingId(), refusal.by(), refusal.with(), refusal.why(), refusal.at());
        return refused.then(connection.update(
                        END,
                        key.tenant(),
                        key.pingId(),
                        end.state().name(),
                        end.reason().code(),
                        end.at()))
                .then();
    }

    /**
     * Writes down that a person has released a lead; it is then sold by whoever has it sold.
     *
     * @param dueAt from when on others may try
     * @param event written with it
     * @return whether it was released now; false when it is not held any more, or was decided before
     */
    public Mono<Boolean> release(String tenant, String pingId, HoldDecision decision, Instant dueAt, String event) {
        UUID ping = Ids.uuid(Ids.PING, pingId);
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .update(
                                RELEASE,
                                tenant,
                                ping,
                                decision.by(),
                                decision.with(),
                                decision.why(),
                                decision.at(),
                                dueAt)
                        .flatMap(released -> released == 0
                                ? Mono.just(false)
                                : PostRows.appendEvents(connection, List.of(event))
                                        .thenReturn(true)));
    }

    /**
     * Leases the holds with which something is to be done: those that have expired, and those that were released and not sold yet. Each goes to
     * one caller.
     *
     * @param lease how long nobody else gets the same
     */
    public Mono<List<HeldLead>> leaseDue(String tenant, Instant now, Duration lease, int limit) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(HeldLead::of, LEASE, tenant, now, now.plus(lease), limit)
                        .collectList());
    }

    /** The hold of a lead, ended ones too. */
    public Mono<Optional<HeldLead>> byLead(String tenant, String leadId) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(HeldLead::of, BY_LEAD, tenant, Ids.uuid(Ids.LEAD, leadId))
                        .next()
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty()));
    }

    /**
     * Holds, the newest first.
     *
     * @param state null for all
     * @param campaign null for all
     * @param before the id of a lead: only those behind it; null to begin with the newest
     */
    public Mono<List<HeldLead>> list(
            String tenant, @Nullable HoldState state, @Nullable String campaign, @Nullable String before, int limit) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(
                                HeldLead::of,
                                LIST,
                                tenant,
                                state == null ? "" : state.name(),
                                campaign == null ? "" : campaign,
                                before == null ? Ids.LAST : Ids.uuid(Ids.LEAD, before),
                                limit)
                        .collectList());
    }

    /** How many leads wait for a person. */
    public Mono<Long> waiting(String tenant) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(row -> Rows.number(row, "n"), COUNT, tenant)
                        .single());
    }

    /** Writes an event of a person's: that the consumer's data were read. */
    public Mono<Void> note(String tenant, String event) {
        return scope.inTransaction(tenant, connection -> PostRows.appendEvents(connection, List.of(event)));
    }
}
