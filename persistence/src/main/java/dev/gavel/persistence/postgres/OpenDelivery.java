package dev.gavel.persistence.postgres;

import dev.gavel.auction.cap.CapClaim;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

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

    private static final String LEASE = """
            WITH due AS (
                SELECT ping_id, ping_at, delivery_id FROM delivery
                WHERE tenant = $1 AND state IN ('INTENT', 'UNRESOLVED') AND next_attempt_at <= $2
                ORDER BY next_attempt_at LIMIT $4 FOR UPDATE SKIP LOCKED)
            UPDATE delivery d SET next_attempt_at = $3, attempts = d.attempts + 1
            FROM due, lead l
            WHERE d.tenant = $1 AND d.ping_id = due.ping_id AND d.ping_at = due.ping_at AND d.delivery_id = due.delivery_id
              AND l.tenant = $1 AND l.ping_id = due.ping_id AND l.ping_at = due.ping_at
            RETURNING\s""" + HeldDelivery.COLUMNS + """
            , d.ping_id, d.lead_id, d.endpoint, d.created_at,
              l.campaign, l.vendor, l.source, l.currency, l.sealed""";

    static Flux<OpenDelivery> lease(TenantConnection connection, Instant now, Instant until, int limit) {
        return connection.query(row -> of(connection.tenant(), row), LEASE, connection.tenant(), now, until, limit);
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
