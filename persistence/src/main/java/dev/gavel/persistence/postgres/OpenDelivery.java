package dev.gavel.persistence.postgres;

import dev.gavel.auction.cap.CapClaim;
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
 * A delivery whose outcome is not known, with all that is needed to ask the same buyer again.
 *
 * @param endpoint null when the buyer fetches its leads itself
 * @param claims caps and funds, as they were claimed
 * @param attempts how often the buyer was asked, this lease counted
 * @param sealedLead the lead under the tenant's data key, bound to the lead's id
 * @param beganAt when the intent was written
 * @param unresolved whether the buyer was heard of before; false when the node ended before it could say
 */
public record OpenDelivery(
        String tenant,
        String pingId,
        String leadId,
        String legId,
        String deliveryId,
        String campaign,
        String vendor,
        String source,
        String currency,
        String contract,
        String buyer,
        @Nullable String endpoint,
        long priceMicros,
        long payoutMicros,
        List<CapClaim> claims,
        int attempts,
        byte[] sealedLead,
        Instant beganAt,
        boolean unresolved) {

    private static final String DUE = """
            SELECT ping_id, delivery_id, attempts FROM delivery
            WHERE tenant = $1 AND state IN ('INTENT', 'UNRESOLVED') AND next_attempt_at <= $2
            ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED""";

    private static final String COLUMNS = HeldDelivery.COLUMNS + """
            , d.ping_id, d.lead_id, d.endpoint, d.created_at, l.campaign, l.vendor, l.source, l.currency, l.sealed""";

    private static final String LEASE = """
            UPDATE delivery d SET next_attempt_at = $2 + x.millis * interval '1 millisecond', attempts = d.attempts + 1
            FROM unnest($3::uuid[], $4::uuid[], $5::bigint[]) AS x(ping, delivery, millis), lead l
            WHERE d.tenant = $1 AND d.ping_id = x.ping AND d.delivery_id = x.delivery
              AND l.tenant = $1 AND l.ping_id = d.ping_id AND l.ping_at = d.ping_at
            RETURNING\s""" + COLUMNS;

    private static final String OPEN = "SELECT " + COLUMNS + """
             FROM delivery d JOIN lead l ON l.tenant = d.tenant AND l.ping_id = d.ping_id AND l.ping_at = d.ping_at
            WHERE d.tenant = $1 AND d.delivery_id = $2 AND d.state IN ('INTENT', 'UNRESOLVED')""";

    /** A delivery that is due. */
    private record Due(UUID pingId, UUID deliveryId, int attempts) {

        static Due of(Readable row) {
            return new Due(Rows.uuid(row, "ping_id"), Rows.uuid(row, "delivery_id"), Rows.smallNumber(row, "attempts"));
        }

        long delayMillis(Duration lease) {
            return RetryDelay.after(attempts + 1, Ids.text(Ids.DELIVERY, deliveryId), lease)
                    .toMillis();
        }
    }

    static Flux<OpenDelivery> lease(TenantConnection connection, Instant now, Duration lease, int limit) {
        return connection
                .query(Due::of, DUE, connection.tenant(), now, limit)
                .collectList()
                .filter(due -> !due.isEmpty())
                .flatMapMany(due -> connection.query(
                        row -> of(connection.tenant(), row),
                        LEASE,
                        connection.tenant(),
                        now,
                        due.stream().map(Due::pingId).toArray(UUID[]::new),
                        due.stream().map(Due::deliveryId).toArray(UUID[]::new),
                        due.stream().map(one -> one.delayMillis(lease)).toArray(Long[]::new)));
    }

    /** The open delivery of this id; leased by nobody for it. The index of open deliveries is looked through. */
    static Mono<OpenDelivery> byId(TenantConnection connection, UUID deliveryId) {
        return connection
                .query(row -> of(connection.tenant(), row), OPEN, connection.tenant(), deliveryId)
                .next();
    }

    private static OpenDelivery of(String tenant, Readable row) {
        HeldDelivery held = HeldDelivery.of(row);
        List<CapClaim> claims = new ArrayList<>(held.claims());
        claims.add(CapClaim.funds(held.buyer(), held.priceMicros()));
        return new OpenDelivery(
                tenant,
                Ids.text(Ids.PING, Rows.uuid(row, "ping_id")),
                Ids.text(Ids.LEAD, Rows.uuid(row, "lead_id")),
                held.legText(),
                held.deliveryText(),
                Rows.text(row, "campaign"),
                Rows.text(row, "vendor"),
                Rows.text(row, "source"),
                Rows.text(row, "currency"),
                held.contract(),
                held.buyer(),
                Rows.textOrNull(row, "endpoint"),
                held.priceMicros(),
                held.payoutMicros(),
                List.copyOf(claims),
                held.attempts(),
                Rows.bytes(row, "sealed"),
                Rows.instant(row, "created_at"),
                held.isUnresolved());
    }
}
