package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What operators see and decide of deliveries whose buyer does not say. A decision ends the delivery through the same transaction as a buyer's answer
 * would. What the buyer says afterwards changes nothing; it is written down, and told as an event when it says the contrary.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached; deciding again is safe.
 */
public final class DeliveryDecisions {

    /** An intent that nobody leased is still its flow's: it is no operator's matter. */
    private static final String UNRESOLVED =
            "d.state IN ('INTENT', 'UNRESOLVED') AND (d.state = 'UNRESOLVED' OR d.attempts > 1)";

    private static final String LIST = """
            SELECT d.delivery_id, d.leg_id, d.lead_id, d.ping_id, d.contract, d.buyer, d.price_micros, d.payout_micros, d.attempts,
                d.next_attempt_at, d.created_at, d.reason, l.campaign, l.vendor, l.currency
            FROM delivery d JOIN lead l ON l.tenant = d.tenant AND l.ping_id = d.ping_id AND l.ping_at = d.ping_at
            WHERE d.tenant = $1 AND ($2 = '' OR d.buyer = $2) AND\s""" + UNRESOLVED + " ORDER BY d.created_at, d.delivery_id LIMIT $3";

    private static final String CONTRADICTED = """
            SELECT delivery_id, ping_id, outcome, reason, actor, decided_at, late_outcome, late_at FROM delivery_decision
            WHERE tenant = $1 AND late_outcome IS NOT NULL AND late_outcome <> outcome ORDER BY late_at DESC LIMIT $2""";

    private static final String BY_ID = """
            SELECT delivery_id, ping_id, outcome, reason, actor, decided_at, late_outcome, late_at FROM delivery_decision
            WHERE tenant = $1 AND delivery_id = $2""";

    private static final String INSERT = """
            INSERT INTO delivery_decision (tenant, delivery_id, ping_id, outcome, reason, actor, decided_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)""";

    private static final String NOTE_LATE = """
            UPDATE delivery_decision SET late_outcome = x.o, late_at = $4
            FROM unnest($2::uuid[], $3::text[]) AS x(d, o)
            WHERE tenant = $1 AND delivery_id = x.d AND late_outcome IS NULL
            RETURNING delivery_id, ping_id, outcome, reason, actor, decided_at, late_outcome, late_at""";

    private static final String SUMMARY = """
            SELECT count(*) AS n, coalesce(min(d.created_at), 'epoch') AS oldest, coalesce(sum(d.price_micros), 0)::bigint AS held,
                (SELECT count(*) FROM delivery_decision
                    WHERE tenant = $1 AND late_outcome IS NOT NULL AND late_outcome <> outcome) AS contradicted
            FROM delivery d WHERE d.tenant = $1 AND\s""" + UNRESOLVED;

    private final TenantScope scope;
    private final Announcer announcer;

    /** Decisions that nobody is told of. */
    public DeliveryDecisions(TenantScope scope) {
        this(scope, Announcer.NONE);
    }

    /** @param announcer says who is to be told of what a decision ends */
    public DeliveryDecisions(TenantScope scope, Announcer announcer) {
        this.scope = requireNonNull(scope, "scope");
        this.announcer = requireNonNull(announcer, "announcer");
    }

    /**
     * A delivery whose buyer does not say.
     *
     * @param heldMicros what is held of the buyer's money: the price
     * @param nextAttemptAt when the buyer is asked again
     * @param doubt why its outcome is unknown; null when its node ended before it could say
     */
    public record Unresolved(
            String deliveryId,
            String legId,
            String leadId,
            String pingId,
            String campaign,
            String contract,
            String buyer,
            String vendor,
            String currency,
            long heldMicros,
            long payoutMicros,
            int attempts,
            Instant nextAttemptAt,
            Instant beganAt,
            @Nullable String doubt) {}

    /**
     * A decision, and what the buyer said after all.
     *
     * @param lateOutcome null while the buyer said nothing
     */
    public record Decision(
            String deliveryId,
            String pingId,
            LegOutcome outcome,
            String reason,
            String actor,
            Instant decidedAt,
            @Nullable LegOutcome lateOutcome,
            @Nullable Instant lateAt) {

        /** Whether the buyer said the contrary. */
        public boolean isContradicted() {
            return lateOutcome != null && lateOutcome != outcome;
        }
    }

    /**
     * How many deliveries nobody answered for.
     *
     * @param oldestBeganAt 1970 when there is none
     * @param contradicted decisions, of all time, of which the buyer said the contrary afterwards
     */
    public record Summary(long count, Instant oldestBeganAt, long heldMicros, long contradicted) {}

    /** What became of a decision. */
    public sealed interface Decided {

        /** The delivery ended so. */
        record Done(Settlement.Settled settled) implements Decided {}

        /** It was decided so before. */
        record DoneBefore() implements Decided {}

        /** It is not open, or still its flow's: nothing was decided. */
        record NotOpen() implements Decided {}
    }

    /**
     * Deliveries that nobody answered for, the oldest first.
     *
     * @param buyer null for everyone's
     */
    public Flux<Unresolved> unresolved(String tenant, @Nullable String buyer, int limit) {
        return scope.stream(
                tenant,
                connection -> connection.query(
                        DeliveryDecisions::unresolved, LIST, tenant, buyer == null ? "" : buyer, limit));
    }

    /** How many there are. */
    public Mono<Summary> summary(String tenant) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(
                                row -> new Summary(
                                        Rows.number(row, "n"),
                                        Rows.instant(row, "oldest"),
                                        Rows.number(row, "held"),
                                        Rows.number(row, "contradicted")),
                                SUMMARY,
                                tenant)
                        .single());
    }

    /** Decisions that the buyer contradicted, the newest first. */
    public Flux<Decision> contradicted(String tenant, int limit) {
        return scope.stream(
                tenant, connection -> connection.query(DeliveryDecisions::decision, CONTRADICTED, tenant, limit));
    }

    /** What was decided of a delivery. */
    public Mono<Optional<Decision>> byId(String tenant, String deliveryId) {
        return scope.inTransaction(tenant, connection -> decision(connection, deliveryId))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }

    /** An open delivery with all that its end needs; empty when there is none of this id. Leases nothing. */
    public Mono<OpenDelivery> open(String tenant, String deliveryId) {
        return scope.inTransaction(
                tenant, connection -> OpenDelivery.byId(connection, Ids.uuid(Ids.DELIVERY, deliveryId)));
    }

    /**
     * Ends a delivery by decision.
     *
     * @param settlement with one result, {@code ACCEPTED} or {@code REJECTED}
     * @param reason why, in words; no personal data
     */
    public Mono<Decided> decide(Settlement settlement, String reason, String actor) {
        LegResult result = settlement.results().getFirst();
        PostRows.PingKey key = PostRows.PingKey.of(settlement.tenant(), settlement.pingId());
        return scope.inTransaction(
                settlement.tenant(),
                // The lead first, as every settlement does.
                connection -> PostRows.lockLead(connection, key)
                        .then(Mono.defer(() -> decision(connection, result.deliveryId())))
                        .<Decided>map(earlier -> earlier.outcome() == result.outcome()
                                ? new Decided.DoneBefore()
                                : new Decided.NotOpen())
                        .switchIfEmpty(Mono.defer(() -> end(connection, settlement, result, reason, actor))));
    }

    private Mono<Decided> end(
            TenantConnection connection, Settlement settlement, LegResult result, String reason, String actor) {
        UUID deliveryId = Ids.uuid(Ids.DELIVERY, result.deliveryId());
        return OpenDelivery.byId(connection, deliveryId)
                .filter(open -> open.unresolved() || open.attempts() > 1)
                .flatMap(_ -> Sales.settle(connection, announcer, settlement)
                        .flatMap(settled -> connection
                                .update(
                                        INSERT,
                                        connection.tenant(),
                                        deliveryId,
                                        Ids.uuid(Ids.PING, settlement.pingId()),
                                        result.outcome().name(),
                                        reason,
                                        actor,
                                        settlement.at())
                                .<Decided>thenReturn(new Decided.Done(settled))))
                .defaultIfEmpty(new Decided.NotOpen());
    }

    /** Writes down what a buyer says of a delivery that was ended by decision; nothing happens when it was ended otherwise. */
    public Mono<Void> answeredLate(String tenant, LegResult result, Instant at) {
        return scope.inTransaction(tenant, connection -> noteLate(connection, List.of(result), at));
    }

    private static Mono<Decision> decision(TenantConnection connection, String deliveryId) {
        return connection
                .query(DeliveryDecisions::decision, BY_ID, connection.tenant(), Ids.uuid(Ids.DELIVERY, deliveryId))
                .next();
    }

    /** Writes down what buyers say of deliveries that were ended by decision, and tells what is contrary. Inside a settlement. */
    static Mono<Void> noteLate(TenantConnection connection, List<LegResult> results, Instant at) {
        Map<UUID, LegOutcome> answers = results.stream()
                .filter(result -> result.outcome() == LegOutcome.ACCEPTED || result.outcome() == LegOutcome.REJECTED)
                .collect(java.util.stream.Collectors.toMap(
                        result -> Ids.uuid(Ids.DELIVERY, result.deliveryId()), LegResult::outcome));
        if (answers.isEmpty()) {
            return Mono.empty();
        }
        return connection
                .query(
                        DeliveryDecisions::decision,
                        NOTE_LATE,
                        connection.tenant(),
                        answers.keySet().toArray(UUID[]::new),
                        answers.values().stream().map(Enum::name).toArray(String[]::new),
                        at)
                .filter(Decision::isContradicted)
                .map(DeliveryDecisions::event)
                .collectList()
                .flatMap(events -> PostRows.appendEvents(connection, events));
    }

    /** Ids and names of constants: nothing in it needs escaping. */
    private static String event(Decision contradicted) {
        return "{\"type\":\"delivery_contradicted\",\"at\":\"" + contradicted.lateAt() + "\",\"ping\":\""
                + contradicted.pingId() + "\",\"delivery\":\"" + contradicted.deliveryId() + "\",\"decided\":\""
                + word(contradicted.outcome()) + "\",\"answered\":\"" + word(requireNonNull(contradicted.lateOutcome()))
                + "\"}";
    }

    private static String word(LegOutcome outcome) {
        return outcome.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static Unresolved unresolved(Readable row) {
        return new Unresolved(
                Ids.text(Ids.DELIVERY, Rows.uuid(row, "delivery_id")),
                Ids.text(Ids.LEG, Rows.uuid(row, "leg_id")),
                Ids.text(Ids.LEAD, Rows.uuid(row, "lead_id")),
                Ids.text(Ids.PING, Rows.uuid(row, "ping_id")),
                Rows.text(row, "campaign"),
                Rows.text(row, "contract"),
                Rows.text(row, "buyer"),
                Rows.text(row, "vendor"),
                Rows.text(row, "currency"),
                Rows.number(row, "price_micros"),
                Rows.number(row, "payout_micros"),
                Rows.smallNumber(row, "attempts"),
                Rows.instant(row, "next_attempt_at"),
                Rows.instant(row, "created_at"),
                Rows.textOrNull(row, "reason"));
    }

    private static Decision decision(Readable row) {
        String late = Rows.textOrNull(row, "late_outcome");
        return new Decision(
                Ids.text(Ids.DELIVERY, Rows.uuid(row, "delivery_id")),
                Ids.text(Ids.PING, Rows.uuid(row, "ping_id")),
                LegOutcome.valueOf(Rows.text(row, "outcome")),
                Rows.text(row, "reason"),
                Rows.text(row, "actor"),
                Rows.instant(row, "decided_at"),
                late == null ? null : LegOutcome.valueOf(late),
                Rows.instantOrNull(row, "late_at"));
    }
}
