package dev.gavel.persistence.postgres;

import dev.gavel.auction.cap.CapClaim;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The statements of a post's transactions: lead, consumer's claim, deliveries, sales, outbox.
 *
 * <p>Thread safety: stateless.
 */
final class PostRows {

    /** An unresolved delivery is asked about again so soon. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private static final String INSERT_LEAD = """
            INSERT INTO lead (tenant, ping_id, ping_at, lead_id, campaign, vendor, source, currency, consumer_keys,
                sealed, state, posted_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'DELIVERING', $11)
            ON CONFLICT (tenant, ping_id, ping_at) DO NOTHING""";

    private static final String CLAIM_CONSUMER = """
            INSERT INTO consumer_claim (tenant, campaign, consumer_key, ping_id, until)
            SELECT $1, $2, k, $3, $4 FROM unnest($5::text[]) AS x(k) ORDER BY k
            ON CONFLICT (tenant, campaign, consumer_key) DO UPDATE SET ping_id = excluded.ping_id, until = excluded.until
            WHERE consumer_claim.until <= $6 OR consumer_claim.ping_id = excluded.ping_id""";

    private static final String FREE_CONSUMER = """
            DELETE FROM consumer_claim
            WHERE tenant = $1 AND campaign = $2 AND consumer_key = ANY ($3) AND ping_id = $4""";

    private static final String INSERT_DELIVERY = """
            INSERT INTO delivery (tenant, ping_id, delivery_id, ping_at, lead_id, leg_id, contract, buyer, endpoint,
                price_micros, payout_micros, claim_counters, claim_starts, claim_ends, claim_limits, claim_amounts,
                state, next_attempt_at, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'INTENT', $17, $18)""";

    private static final String LOCK_LEAD = """
            SELECT lead_id, campaign, vendor, source, currency, consumer_keys, answer, settled_at, refused_legs, refused_payouts
            FROM lead WHERE tenant = $1 AND ping_id = $2 AND ping_at = $3 FOR UPDATE""";

    private static final String DELIVERIES = "SELECT " + HeldDelivery.COLUMNS + """
             FROM delivery d
            WHERE tenant = $1 AND ping_id = $2 AND ping_at = $3
            ORDER BY delivery_id""";

    private static final String UPDATE_DELIVERY = """
            UPDATE delivery SET state = $5, reference = $6, reason = $7, next_attempt_at = $8
            WHERE tenant = $1 AND ping_id = $2 AND ping_at = $3 AND delivery_id = $4""";

    private static final String INSERT_SALE = """
            INSERT INTO sale (tenant, ping_id, leg_id, ping_at, delivery_id, lead_id, campaign, vendor, source, contract,
                buyer, price_micros, payout_micros, currency, reference, sold_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)""";

    private static final String UPDATE_LEAD = """
            UPDATE lead SET state = $4, answer = $5, settled_at = $6
            WHERE tenant = $1 AND ping_id = $2 AND ping_at = $3""";

    private static final String ANY_SALE =
            "SELECT 1 AS one FROM sale WHERE tenant = $1 AND ping_id = $2 AND ping_at = $3 LIMIT 1";

    private static final String APPEND_EVENTS =
            "INSERT INTO outbox (tenant, bytes) SELECT $1, b FROM unnest($2::text[]) WITH ORDINALITY AS x(b, n) ORDER BY n";

    private static final String EARLIER =
            "SELECT answer FROM lead WHERE tenant = $1 AND ping_id = $2 AND ping_at = $3 AND vendor = $4";

    private static final String NOTE_REFUSED = """
            UPDATE lead SET refused_legs = $4, refused_payouts = $5
            WHERE tenant = $1 AND ping_id = $2 AND ping_at = $3""";

    private PostRows() {}

    /** Where a ping's rows stand. */
    record PingKey(String tenant, UUID pingId, Instant pingAt) {
        static PingKey of(String tenant, String pingId) {
            return new PingKey(tenant, Ids.uuid(Ids.PING, pingId), Ids.at(Ids.PING, pingId));
        }
    }

    /** A lead as a settlement finds it. */
    record LockedLead(
            UUID leadId,
            String campaign,
            String vendor,
            String source,
            String currency,
            List<String> consumerKeys,
            @Nullable String answer,
            boolean settled,
            List<DeliveryStanding> refused) {

        static LockedLead of(Readable row) {
            return new LockedLead(
                    Rows.uuid(row, "lead_id"),
                    Rows.text(row, "campaign"),
                    Rows.text(row, "vendor"),
                    Rows.text(row, "source"),
                    Rows.text(row, "currency"),
                    Rows.texts(row, "consumer_keys"),
                    Rows.textOrNull(row, "answer"),
                    Rows.instantOrNull(row, "settled_at") != null,
                    refusedLegs(row));
        }

        /** Legs that transaction 1 had no room for: of each it is certain that no buyer heard. */
        private static List<DeliveryStanding> refusedLegs(Readable row) {
            UUID[] legs = row.get("refused_legs", UUID[].class);
            if (legs == null) {
                return List.of();
            }
            Long[] payouts = Rows.numbers(row, "refused_payouts");
            List<DeliveryStanding> refused = new ArrayList<>(legs.length);
            for (int i = 0; i < legs.length; i++) {
                refused.add(DeliveryStanding.withoutRoom(Ids.text(Ids.LEG, legs[i]), payouts[i]));
            }
            return refused;
        }
    }

    /** Whether the lead was new. Waits for another transaction that is inserting the same ping. */
    static Mono<Boolean> insertLead(TenantConnection connection, PingKey key, PostIntent intent) {
        return connection
                .update(
                        INSERT_LEAD,
                        key.tenant(),
                        key.pingId(),
                        key.pingAt(),
                        Ids.uuid(Ids.LEAD, intent.leadId()),
                        intent.campaign(),
                        intent.vendor(),
                        intent.source(),
                        intent.currency(),
                        intent.lookupKeys().toArray(String[]::new),
                        intent.sealedLead(),
                        intent.at())
                .map(inserted -> inserted == 1);
    }

    /** Whether the consumer was free in the campaign, and is now this ping's. */
    static Mono<Boolean> claimConsumer(TenantConnection connection, PingKey key, PostIntent intent) {
        List<String> keys = intent.consumerKeys().stream().distinct().toList();
        if (keys.isEmpty() || intent.duplicateWindow().isZero()) {
            return Mono.just(true);
        }
        return connection
                .update(
                        CLAIM_CONSUMER,
                        key.tenant(),
                        intent.campaign(),
                        key.pingId(),
                        intent.at().plus(intent.duplicateWindow()),
                        keys.toArray(String[]::new),
                        intent.at())
                .map(claimed -> claimed == keys.size());
    }

    /** Lets the consumer be sold by another ping. */
    static Mono<Void> freeConsumer(TenantConnection connection, PingKey key, LockedLead lead) {
        return connection
                .update(
                        FREE_CONSUMER,
                        key.tenant(),
                        lead.campaign(),
                        lead.consumerKeys().toArray(String[]::new),
                        key.pingId())
                .then();
    }

    static Mono<Void> insertDeliveries(
            TenantConnection connection, PingKey key, UUID leadId, Instant at, List<LegIntent> legs) {
        return Flux.fromIterable(legs)
                .concatMap(leg -> insertDelivery(connection, key, leadId, at, leg))
                .then();
    }

    private static Mono<Long> insertDelivery(
            TenantConnection connection, PingKey key, UUID leadId, Instant at, LegIntent leg) {
        List<CapClaim> claims = leg.capClaims();
        return connection.update(
                INSERT_DELIVERY,
                key.tenant(),
                key.pingId(),
                Ids.uuid(Ids.DELIVERY, leg.deliveryId()),
                key.pingAt(),
                leadId,
                Ids.uuid(Ids.LEG, leg.legId()),
                leg.contract(),
                leg.buyer(),
                TenantConnection.orNull(leg.endpoint(), String.class),
                leg.priceMicros(),
                leg.payoutMicros(),
                claims.stream().map(CapClaim::counter).toArray(String[]::new),
                claims.stream().map(CapClaim::windowStartSeconds).toArray(Long[]::new),
                claims.stream().map(CapClaim::windowEndSeconds).toArray(Long[]::new),
                claims.stream().map(CapClaim::limit).toArray(Long[]::new),
                claims.stream().map(CapClaim::amount).toArray(Long[]::new),
                at.plus(leg.ownFor()),
                at);
    }

    /** Notes the legs that had no room, so that whoever settles the lead knows of them. */
    static Mono<Void> noteRefused(
            TenantConnection connection, PingKey key, List<LegIntent> legs, Set<String> refusedLegs) {
        List<LegIntent> refused =
                legs.stream().filter(leg -> refusedLegs.contains(leg.legId())).toList();
        return refused.isEmpty()
                ? Mono.empty()
                : connection
                        .update(
                                NOTE_REFUSED,
                                key.tenant(),
                                key.pingId(),
                                key.pingAt(),
                                refused.stream()
                                        .map(leg -> Ids.uuid(Ids.LEG, leg.legId()))
                                        .toArray(UUID[]::new),
                                refused.stream().map(LegIntent::payoutMicros).toArray(Long[]::new))
                        .then();
    }

    /** The lead, locked against other settlements of the same ping; empty when there is none. */
    static Mono<LockedLead> lockLead(TenantConnection connection, PingKey key) {
        return connection
                .query(LockedLead::of, LOCK_LEAD, key.tenant(), key.pingId(), key.pingAt())
                .next();
    }

    /** All deliveries of a lead, ended ones too, in the order of their ids. */
    static Mono<List<HeldDelivery>> deliveries(TenantConnection connection, PingKey key) {
        return connection
                .query(HeldDelivery::of, DELIVERIES, key.tenant(), key.pingId(), key.pingAt())
                .collectList();
    }

    static Mono<Void> updateDelivery(TenantConnection connection, PingKey key, LegResult result, Instant at) {
        return connection
                .update(
                        UPDATE_DELIVERY,
                        key.tenant(),
                        key.pingId(),
                        key.pingAt(),
                        Ids.uuid(Ids.DELIVERY, result.deliveryId()),
                        result.outcome().name(),
                        TenantConnection.orNull(result.reference(), String.class),
                        TenantConnection.orNull(result.reason(), String.class),
                        at.plus(RETRY_AFTER))
                .then();
    }

    static Mono<Void> insertSale(
            TenantConnection connection,
            PingKey key,
            LockedLead lead,
            HeldDelivery delivery,
            LegResult result,
            Instant at) {
        return connection
                .update(
                        INSERT_SALE,
                        key.tenant(),
                        key.pingId(),
                        delivery.legId(),
                        key.pingAt(),
                        delivery.deliveryId(),
                        lead.leadId(),
                        lead.campaign(),
                        lead.vendor(),
                        lead.source(),
                        delivery.contract(),
                        delivery.buyer(),
                        delivery.priceMicros(),
                        delivery.payoutMicros(),
                        lead.currency(),
                        TenantConnection.orNull(result.reference(), String.class),
                        at)
                .then();
    }

    /** @param settledAt null while a delivery is open */
    static Mono<Void> updateLead(
            TenantConnection connection, PingKey key, Settlement.Answered answered, @Nullable Instant settledAt) {
        return connection
                .update(
                        UPDATE_LEAD,
                        key.tenant(),
                        key.pingId(),
                        key.pingAt(),
                        answered.state(),
                        answered.answer(),
                        TenantConnection.orNull(settledAt, Instant.class))
                .then();
    }

    static Mono<Boolean> anySale(TenantConnection connection, PingKey key) {
        return connection
                .query(row -> true, ANY_SALE, key.tenant(), key.pingId(), key.pingAt())
                .hasElements();
    }

    static Mono<Void> appendEvents(TenantConnection connection, List<String> events) {
        return events.isEmpty()
                ? Mono.empty()
                : connection
                        .update(APPEND_EVENTS, connection.tenant(), events.toArray(String[]::new))
                        .then();
    }

    /** How far this vendor's post has come; empty when it never posted the ping. */
    static Mono<PostStart.Earlier> earlier(TenantConnection connection, PingKey key, String vendor) {
        return connection
                .query(PostRows::earlier, EARLIER, key.tenant(), key.pingId(), key.pingAt(), vendor)
                .next();
    }

    private static PostStart.Earlier earlier(Readable row) {
        String answer = Rows.textOrNull(row, "answer");
        return answer == null ? new PostStart.InFlight() : new PostStart.Finished(answer);
    }
}
