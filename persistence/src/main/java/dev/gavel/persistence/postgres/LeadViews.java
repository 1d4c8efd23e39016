package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Posted leads, their deliveries and sales, for those who look them up. No personal data is read.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class LeadViews {

    private static final String LEAD = """
            SELECT ping_id, lead_id, campaign, vendor, source, currency, state, answer, posted_at, settled_at
            FROM lead WHERE tenant = $1 AND\s""";

    private static final String BY_PING = LEAD + "ping_id = $2 AND ping_at = $3";

    private static final String BY_LEAD = LEAD + "lead_id = $2";

    private static final String DELIVERIES = """
            SELECT delivery_id, leg_id, contract, buyer, price_micros, payout_micros, state, attempts, reference, reason, created_at
            FROM delivery WHERE tenant = $1 AND ping_id = $2 AND ping_at = $3 ORDER BY delivery_id""";

    private static final String SALE = """
            SELECT ping_id, lead_id, leg_id, delivery_id, campaign, vendor, source, contract, buyer, price_micros,
                payout_micros, currency, reference, sold_at
            FROM sale WHERE tenant = $1 AND\s""";

    private static final String SALES_OF_PING = SALE + "ping_id = $2 AND ping_at = $3 ORDER BY leg_id";

    static final String SALE_OF_DELIVERY = SALE + "delivery_id = $2";

    private static final String NEWEST_SALES = SALE + "sold_at >= $2 AND sold_at < $3 ORDER BY sold_at DESC LIMIT $4";

    private final TenantScope scope;

    public LeadViews(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /**
     * A posted lead.
     *
     * @param answer JSON that its vendor was given; null while it is being delivered
     * @param settledAt null while a delivery is open
     */
    public record LeadView(
            String leadId,
            String pingId,
            String campaign,
            String vendor,
            String source,
            String currency,
            String state,
            @Nullable String answer,
            Instant postedAt,
            @Nullable Instant settledAt,
            List<DeliveryView> deliveries,
            List<SaleView> sales) {}

    /** One attempt to bring a leg to a buyer; {@code state} is INTENT or a {@link LegOutcome}. */
    public record DeliveryView(
            String deliveryId,
            String legId,
            String contract,
            String buyer,
            long priceMicros,
            long payoutMicros,
            String state,
            int attempts,
            @Nullable String reference,
            @Nullable String reason,
            Instant beganAt) {}

    /** One sold leg. */
    public record SaleView(
            String leadId,
            String pingId,
            String legId,
            String deliveryId,
            String campaign,
            String vendor,
            String source,
            String contract,
            String buyer,
            long priceMicros,
            long payoutMicros,
            String currency,
            @Nullable String reference,
            Instant soldAt) {}

    /** The lead of a ping. */
    public Mono<Optional<LeadView>> byPing(String tenant, String pingId) {
        PostRows.PingKey key = PostRows.PingKey.of(tenant, pingId);
        return scope.inTransaction(
                tenant, connection -> whole(connection, BY_PING, tenant, key.pingId(), key.pingAt()));
    }

    /** A lead by its id. */
    public Mono<Optional<LeadView>> byLead(String tenant, String leadId) {
        UUID uuid = Ids.uuid(Ids.LEAD, leadId);
        return scope.inTransaction(tenant, connection -> whole(connection, BY_LEAD, tenant, uuid));
    }

    /** Sales of a time span, newest first. */
    public Flux<SaleView> sales(String tenant, Instant from, Instant to, int limit) {
        return scope.stream(
                tenant, connection -> connection.query(LeadViews::sale, NEWEST_SALES, tenant, from, to, limit));
    }

    private static Mono<Optional<LeadView>> whole(TenantConnection connection, String sql, Object... values) {
        return connection
                .query(LeadViews::lead, sql, values)
                .next()
                .flatMap(lead -> withParts(connection, lead))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }

    private static Mono<LeadView> withParts(TenantConnection connection, LeadView lead) {
        PostRows.PingKey key = PostRows.PingKey.of(connection.tenant(), lead.pingId());
        return connection
                .query(LeadViews::delivery, DELIVERIES, key.tenant(), key.pingId(), key.pingAt())
                .collectList()
                .flatMap(deliveries -> connection
                        .query(LeadViews::sale, SALES_OF_PING, key.tenant(), key.pingId(), key.pingAt())
                        .collectList()
                        .map(sales -> new LeadView(
                                lead.leadId(),
                                lead.pingId(),
                                lead.campaign(),
                                lead.vendor(),
                                lead.source(),
                                lead.currency(),
                                lead.state(),
                                lead.answer(),
                                lead.postedAt(),
                                lead.settledAt(),
                                deliveries,
                                sales)));
    }

    private static LeadView lead(Readable row) {
        return new LeadView(
                Ids.text(Ids.LEAD, Rows.uuid(row, "lead_id")),
                Ids.text(Ids.PING, Rows.uuid(row, "ping_id")),
                Rows.text(row, "campaign"),
                Rows.text(row, "vendor"),
                Rows.text(row, "source"),
                Rows.text(row, "currency"),
                Rows.text(row, "state"),
                Rows.textOrNull(row, "answer"),
                Rows.instant(row, "posted_at"),
                Rows.instantOrNull(row, "settled_at"),
                List.of(),
                List.of());
    }

    private static DeliveryView delivery(Readable row) {
        return new DeliveryView(
                Ids.text(Ids.DELIVERY, Rows.uuid(row, "delivery_id")),
                Ids.text(Ids.LEG, Rows.uuid(row, "leg_id")),
                Rows.text(row, "contract"),
                Rows.text(row, "buyer"),
                Rows.number(row, "price_micros"),
                Rows.number(row, "payout_micros"),
                Rows.text(row, "state"),
                Rows.smallNumber(row, "attempts"),
                Rows.textOrNull(row, "reference"),
                Rows.textOrNull(row, "reason"),
                Rows.instant(row, "created_at"));
    }

    static SaleView sale(Readable row) {
        return new SaleView(
                Ids.text(Ids.LEAD, Rows.uuid(row, "lead_id")),
                Ids.text(Ids.PING, Rows.uuid(row, "ping_id")),
                Ids.text(Ids.LEG, Rows.uuid(row, "leg_id")),
                Ids.text(Ids.DELIVERY, Rows.uuid(row, "delivery_id")),
                Rows.text(row, "campaign"),
                Rows.text(row, "vendor"),
                Rows.text(row, "source"),
                Rows.text(row, "contract"),
                Rows.text(row, "buyer"),
                Rows.number(row, "price_micros"),
                Rows.number(row, "payout_micros"),
                Rows.text(row, "currency"),
                Rows.textOrNull(row, "reference"),
                Rows.instant(row, "sold_at"));
    }
}
