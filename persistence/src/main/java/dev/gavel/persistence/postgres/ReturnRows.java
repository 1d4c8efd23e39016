package dev.gavel.persistence.postgres;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.returns.ReturnState;
import dev.gavel.auction.returns.ReturnTerms;
import dev.gavel.persistence.postgres.LeadViews.SaleView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The statements of returns.
 *
 * <p>Thread safety: stateless.
 */
final class ReturnRows {

    /** Returns of one contract take turns, so that its limit is counted right. */
    private static final String TAKE_TURNS = """
            SELECT 1 AS one FROM pg_advisory_xact_lock(hashtextextended('gavel.returns ' || $1 || ' ' || $2, 0))""";

    private static final String COUNT_SOLD =
            "SELECT count(*) AS n FROM sale WHERE tenant = $1 AND buyer = $2 AND contract = $3 AND sold_at >= $4";

    private static final String COUNT_RETURNED = """
            SELECT count(*) AS n FROM sale_return
            WHERE tenant = $1 AND contract = $2 AND sold_at >= $3 AND state IN ('REQUESTED', 'APPROVED')""";

    private static final String STANDING = "SELECT " + SaleReturn.COLUMNS + """
             FROM sale_return
            WHERE tenant = $1 AND ping_id = $2 AND ping_at = $3 AND leg_id = $4 AND state IN ('REQUESTED', 'APPROVED')""";

    private static final String BY_ID =
            "SELECT " + SaleReturn.COLUMNS + " FROM sale_return WHERE tenant = $1 AND return_id = $2";

    private static final String LIST = "SELECT " + SaleReturn.COLUMNS + """
             FROM sale_return
            WHERE tenant = $1 AND return_id < $2 AND ($3 = '' OR state = $3) AND ($4 = '' OR buyer = $4) AND ($5 = '' OR vendor = $5)
            ORDER BY return_id DESC LIMIT $6""";

    private static final String INSERT = """
            INSERT INTO sale_return (tenant, ping_id, return_id, ping_at, leg_id, delivery_id, lead_id, campaign, contract, buyer, vendor,
                currency, price_micros, payout_micros, sold_at, state, reason, amount_micros, clawback_basis_points, gives_cap_back,
                evidence, requested_by, requested_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'REQUESTED', $16, $17, $18, $19, $20, $21, $22, $23)
            RETURNING\s""" + SaleReturn.COLUMNS;

    private static final String DECIDE = """
            UPDATE sale_return SET state = $5, refund_micros = $6, clawback_micros = $7, cap_given_back = $8, decided_by = $9,
                decided_at = $10, note = $11
            WHERE tenant = $1 AND ping_id = $2 AND ping_at = $3 AND return_id = $4
            RETURNING\s""" + SaleReturn.COLUMNS;

    private static final String EXPIRE = """
            WITH late AS MATERIALIZED (
                SELECT ping_id, return_id, ping_at FROM sale_return
                WHERE tenant = $1 AND state = 'REQUESTED' AND expires_at < $2
                ORDER BY expires_at LIMIT $3 FOR UPDATE SKIP LOCKED)
            UPDATE sale_return SET state = 'EXPIRED', decided_at = $2
            WHERE tenant = $1 AND (ping_id, return_id, ping_at) IN (SELECT ping_id, return_id, ping_at FROM late)
            RETURNING\s""" + SaleReturn.COLUMNS;

    private static final String CLAIMS = "SELECT " + HeldDelivery.COLUMNS
            + " FROM delivery d WHERE tenant = $1 AND ping_id = $2 AND ping_at = $3 AND delivery_id = $4";

    private static final String SOLD = "SELECT " + HeldDelivery.COLUMNS + """
            , l.sealed
            FROM delivery d JOIN lead l ON l.tenant = d.tenant AND l.ping_id = d.ping_id AND l.ping_at = d.ping_at
            WHERE d.tenant = $1 AND d.ping_id = $2 AND d.ping_at = $3 AND d.delivery_id = $4""";

    private ReturnRows() {}

    /** The sale that a delivery became. */
    static Mono<SaleView> sale(TenantConnection connection, String deliveryId) {
        return connection
                .query(
                        LeadViews::sale,
                        LeadViews.SALE_OF_DELIVERY,
                        connection.tenant(),
                        Ids.uuid(Ids.DELIVERY, deliveryId))
                .next();
    }

    static Mono<Void> takeTurns(TenantConnection connection, String contract) {
        return connection
                .query(row -> true, TAKE_TURNS, connection.tenant(), contract)
                .then();
    }

    static Mono<Long> soldSince(TenantConnection connection, SaleView sale, Instant from) {
        return count(connection, COUNT_SOLD, connection.tenant(), sale.buyer(), sale.contract(), from);
    }

    static Mono<Long> returnedSince(TenantConnection connection, SaleView sale, Instant from) {
        return count(connection, COUNT_RETURNED, connection.tenant(), sale.contract(), from);
    }

    private static Mono<Long> count(TenantConnection connection, String sql, Object... values) {
        return connection.query(row -> Rows.number(row, "n"), sql, values).single();
    }

    static Mono<SaleReturn> standing(TenantConnection connection, SaleView sale) {
        PostRows.PingKey key = PostRows.PingKey.of(connection.tenant(), sale.pingId());
        return connection
                .query(
                        SaleReturn::of,
                        STANDING,
                        key.tenant(),
                        key.pingId(),
                        key.pingAt(),
                        Ids.uuid(Ids.LEG, sale.legId()))
                .next();
    }

    static Mono<SaleReturn> byId(TenantConnection connection, String returnId, boolean forUpdate) {
        return connection
                .query(
                        SaleReturn::of,
                        forUpdate ? BY_ID + " FOR UPDATE" : BY_ID,
                        connection.tenant(),
                        Ids.uuid(Ids.RETURN, returnId))
                .next();
    }

    static Flux<SaleReturn> list(TenantConnection connection, Returns.Filter filter, int limit) {
        return connection.query(
                SaleReturn::of,
                LIST,
                connection.tenant(),
                filter.before() == null ? Ids.LAST : Ids.uuid(Ids.RETURN, filter.before()),
                filter.state() == null ? "" : filter.state().name(),
                filter.buyer() == null ? "" : filter.buyer(),
                filter.vendor() == null ? "" : filter.vendor(),
                limit);
    }

    static Mono<SaleReturn> insert(
            TenantConnection connection,
            SaleView sale,
            NewReturn wanted,
            long amountMicros,
            NewReturn.Grant terms,
            Instant expiresAt) {
        PostRows.PingKey key = PostRows.PingKey.of(connection.tenant(), sale.pingId());
        return connection
                .query(
                        SaleReturn::of,
                        INSERT,
                        key.tenant(),
                        key.pingId(),
                        Ids.uuid(Ids.RETURN, wanted.returnId()),
                        key.pingAt(),
                        Ids.uuid(Ids.LEG, sale.legId()),
                        Ids.uuid(Ids.DELIVERY, sale.deliveryId()),
                        Ids.uuid(Ids.LEAD, sale.leadId()),
                        sale.campaign(),
                        sale.contract(),
                        sale.buyer(),
                        sale.vendor(),
                        sale.currency(),
                        sale.priceMicros(),
                        sale.payoutMicros(),
                        sale.soldAt(),
                        wanted.claim().reason(),
                        amountMicros,
                        terms.clawbackBasisPoints(),
                        terms.givesCapBack(),
                        TenantConnection.orNull(sealed(wanted), byte[].class),
                        wanted.actor(),
                        wanted.at(),
                        expiresAt)
                .single();
    }

    private static @Nullable Object sealed(NewReturn wanted) {
        NewReturn.Evidence evidence = wanted.evidence();
        return evidence == null ? null : evidence.sealed();
    }

    /** How a return is decided. */
    record Decided(
            ReturnState state,
            ReturnTerms terms,
            boolean capGivenBack,
            String by,
            Instant at,
            @Nullable String note) {}

    static Mono<SaleReturn> decide(TenantConnection connection, SaleReturn asked, Decided decided) {
        PostRows.PingKey key = PostRows.PingKey.of(connection.tenant(), asked.pingId());
        return connection
                .query(
                        SaleReturn::of,
                        DECIDE,
                        key.tenant(),
                        key.pingId(),
                        key.pingAt(),
                        Ids.uuid(Ids.RETURN, asked.returnId()),
                        decided.state().name(),
                        decided.terms().refundMicros(),
                        decided.terms().clawbackMicros(),
                        decided.capGivenBack(),
                        decided.by(),
                        decided.at(),
                        TenantConnection.orNull(decided.note(), String.class))
                .single();
    }

    static Flux<SaleReturn> expire(TenantConnection connection, Instant now, int limit) {
        return connection.query(SaleReturn::of, EXPIRE, connection.tenant(), now, limit);
    }

    /** What the sale's delivery took from caps, in windows that are not over. */
    static Mono<List<CapClaim>> openClaims(TenantConnection connection, SaleReturn asked, Instant now) {
        PostRows.PingKey key = PostRows.PingKey.of(connection.tenant(), asked.pingId());
        return connection
                .query(
                        HeldDelivery::of,
                        CLAIMS,
                        key.tenant(),
                        key.pingId(),
                        key.pingAt(),
                        Ids.uuid(Ids.DELIVERY, asked.deliveryId()))
                .single()
                .map(delivery -> delivery.claims().stream()
                        .filter(claim -> claim.windowEndSeconds() > now.getEpochSecond())
                        .toList());
    }

    static Mono<SoldDelivery> soldDelivery(TenantConnection connection, SaleReturn found) {
        PostRows.PingKey key = PostRows.PingKey.of(connection.tenant(), found.pingId());
        return connection
                .query(
                        row -> new SoldDelivery(
                                key.tenant(),
                                found.pingId(),
                                found.leadId(),
                                found.contract(),
                                HeldDelivery.of(row).claims(),
                                Rows.bytes(row, "sealed")),
                        SOLD,
                        key.tenant(),
                        key.pingId(),
                        key.pingAt(),
                        Ids.uuid(Ids.DELIVERY, found.deliveryId()))
                .next();
    }
}
