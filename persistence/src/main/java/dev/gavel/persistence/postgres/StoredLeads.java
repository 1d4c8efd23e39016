package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.id.TypeId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Posted leads as they are kept: sealed. For those who have to look at a lead again, with the tenant's key.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class StoredLeads {

    private static final String LEAD = """
            SELECT ping_id, lead_id, campaign, vendor, source, sealed, posted_at FROM lead WHERE tenant = $1 AND\s""";

    private static final String BY_PING = LEAD + "ping_id = $2 AND ping_at = $3";

    private static final String BY_LEAD = LEAD + "lead_id = $2";

    private final TenantScope scope;

    public StoredLeads(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /**
     * One lead.
     *
     * @param sealed the whole lead under the tenant's data key, bound to {@code leadId}
     */
    public record StoredLead(
            String pingId,
            String leadId,
            String campaign,
            String vendor,
            String source,
            byte[] sealed,
            Instant postedAt) {

        /** Shows no byte of the lead. */
        @Override
        public String toString() {
            return "StoredLead[" + leadId + "]";
        }
    }

    /** A lead by its own id. */
    public Mono<Optional<StoredLead>> byLead(String tenant, TypeId leadId) {
        return find(tenant, BY_LEAD, tenant, leadId.uuid());
    }

    /** The lead of a ping. */
    public Mono<Optional<StoredLead>> byPing(String tenant, TypeId pingId) {
        return find(tenant, BY_PING, tenant, pingId.uuid(), Instant.ofEpochMilli(pingId.epochMillis()));
    }

    private Mono<Optional<StoredLead>> find(String tenant, String sql, Object... values) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(StoredLeads::lead, sql, values)
                        .next()
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty()));
    }

    private static StoredLead lead(Readable row) {
        return new StoredLead(
                Ids.text(Ids.PING, Rows.uuid(row, "ping_id")),
                Ids.text(Ids.LEAD, Rows.uuid(row, "lead_id")),
                Rows.text(row, "campaign"),
                Rows.text(row, "vendor"),
                Rows.text(row, "source"),
                Rows.bytes(row, "sealed"),
                Rows.instant(row, "posted_at"));
    }
}
