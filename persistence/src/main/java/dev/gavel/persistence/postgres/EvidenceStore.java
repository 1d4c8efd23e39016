package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.contract.CertificateIssuer;
import dev.gavel.auction.id.TypeId;
import dev.gavel.gates.CertificateCheck;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What issuers have said of leads' certificates: written before any buyer hears of the lead, never changed.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class EvidenceStore {

    private static final String INSERT = """
            INSERT INTO evidence (tenant, lead_id, issuer, ping_id, outcome, match, detail, certificate, reference,
                made_at, kept_until, page_host, checked_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (tenant, lead_id, issuer) DO NOTHING""";

    private static final String OF_LEAD = """
            SELECT lead_id, issuer, ping_id, outcome, match, detail, certificate, reference, made_at, kept_until, page_host, checked_at
            FROM evidence WHERE tenant = $1 AND lead_id = $2 ORDER BY issuer""";

    private final TenantScope scope;

    public EvidenceStore(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /** Keeps what was said, in one transaction; what is there of the same lead and issuer stays. */
    public Mono<Void> keep(String tenant, List<EvidenceRecord> records) {
        return scope.inTransaction(
                        tenant,
                        connection -> Flux.fromIterable(records)
                                .concatMap(row -> insert(connection, row))
                                .count())
                .then();
    }

    /** What was said of one lead; empty for nothing. */
    public Mono<List<EvidenceRecord>> ofLead(String tenant, TypeId leadId) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(EvidenceStore::row, OF_LEAD, tenant, leadId.uuid())
                        .collectList());
    }

    private static Mono<Long> insert(TenantConnection connection, EvidenceRecord row) {
        CertificateCheck check = row.check();
        return connection.update(
                INSERT,
                connection.tenant(),
                Ids.uuid(Ids.LEAD, row.leadId()),
                row.issuer().name(),
                Ids.uuid(Ids.PING, row.pingId()),
                check.outcome().name(),
                check.match().name(),
                check.detail(),
                row.certificate(),
                row.reference(),
                TenantConnection.orNull(check.createdAt(), Instant.class),
                TenantConnection.orNull(check.expiresAt(), Instant.class),
                TenantConnection.orNull(check.host(), String.class),
                row.checkedAt());
    }

    private static EvidenceRecord row(Readable row) {
        return new EvidenceRecord(
                Ids.text(Ids.PING, Rows.uuid(row, "ping_id")),
                Ids.text(Ids.LEAD, Rows.uuid(row, "lead_id")),
                CertificateIssuer.valueOf(Rows.text(row, "issuer")),
                new CertificateCheck(
                        CertificateCheck.Outcome.valueOf(Rows.text(row, "outcome")),
                        CertificateCheck.Match.valueOf(Rows.text(row, "match")),
                        Rows.text(row, "detail"),
                        Rows.instantOrNull(row, "made_at"),
                        Rows.instantOrNull(row, "kept_until"),
                        Rows.textOrNull(row, "page_host")),
                Rows.bytes(row, "certificate"),
                Rows.text(row, "reference"),
                Rows.instant(row, "checked_at"));
    }
}
