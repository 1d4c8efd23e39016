package dev.gavel.persistence.audit;

import static java.util.Objects.requireNonNull;

import dev.gavel.persistence.audit.ChainWalk.Link;
import dev.gavel.persistence.postgres.TenantConnection;
import dev.gavel.persistence.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Walks a tenant's chain from its genesis to its head and names the first fault. Also checks every signed checkpoint, which finds a chain that was
 * cut or rewritten as a whole.
 *
 * <p>Reads in pages, each in a transaction of its own: memory is bounded, and draining goes on beside it. Thread safety: any thread.
 */
public final class AuditVerify {

    private static final int PAGE = 2_000;

    private static final String HEAD = "SELECT seq, hash FROM chain_head WHERE tenant = $1";

    private static final String LINKS = """
            SELECT seq, at, prev_hash, hash, bytes FROM event
            WHERE tenant = $1 AND (seq, at) > ($2, $3) AND seq <= $4 ORDER BY seq, at LIMIT $5""";

    private static final String ANY_EVENT = "SELECT seq, hash FROM event WHERE tenant = $1 ORDER BY seq LIMIT 1";

    private final TenantScope scope;
    private final Checkpoints checkpoints;

    public AuditVerify(TenantScope scope, Checkpoints checkpoints) {
        this.scope = requireNonNull(scope, "scope");
        this.checkpoints = requireNonNull(checkpoints, "checkpoints");
    }

    private record Head(long seq, byte[] hash) {
        static Head of(Readable row) {
            return new Head(requireNonNull(row.get("seq", Long.class)), requireNonNull(row.get("hash", byte[].class)));
        }
    }

    /**
     * Verifies all that was chained when it began. Fails with {@link dev.gavel.persistence.postgres.DatabaseUnavailableException} when the
     * database cannot be reached.
     */
    public Mono<VerifyReport> verify(String tenant) {
        return checkpoints.list(tenant).collectList().flatMap(signed -> checked(tenant, signed));
    }

    private Mono<VerifyReport> checked(String tenant, List<Checkpoints.Checkpoint> signed) {
        Map<Long, byte[]> hashBySeq = new HashMap<>();
        for (Checkpoints.Checkpoint checkpoint : signed) {
            if (!checkpoint.genuine()) {
                return Mono.just(new VerifyReport.Broken(checkpoint.seq(), VerifyReport.Fault.CHECKPOINT_MISMATCH));
            }
            hashBySeq.put(checkpoint.seq(), checkpoint.hash());
        }
        return scope.inTransaction(tenant, AuditVerify::head)
                .flatMap(head -> walk(tenant, new ChainWalk(tenant, head.seq(), head.hash(), hashBySeq), head.seq()));
    }

    private static Mono<Head> head(TenantConnection connection) {
        return connection.query(Head::of, HEAD, connection.tenant()).next().switchIfEmpty(beforeTheFirst(connection));
    }

    /** Without a head there must be no events; where there are some, the walk shall meet them and find that they end in no head. */
    private static Mono<Head> beforeTheFirst(TenantConnection connection) {
        byte[] genesis = Chain.genesis(connection.tenant());
        return connection
                .query(row -> new Head(Long.MAX_VALUE, genesis), ANY_EVENT, connection.tenant())
                .next()
                .defaultIfEmpty(new Head(0, genesis));
    }

    private Mono<VerifyReport> walk(String tenant, ChainWalk walk, long headSeq) {
        return page(tenant, walk, headSeq)
                .expand(read -> read < PAGE || walk.isBroken() ? Mono.empty() : page(tenant, walk, headSeq))
                .then(Mono.fromSupplier(walk::report));
    }

    private Mono<Integer> page(String tenant, ChainWalk walk, long headSeq) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(AuditVerify::link, LINKS, tenant, walk.seq(), walk.at(), headSeq, PAGE)
                        .doOnNext(walk::step)
                        .count()
                        .map(Long::intValue));
    }

    private static Link link(Readable row) {
        return new Link(
                requireNonNull(row.get("seq", Long.class)),
                requireNonNull(row.get("at", Instant.class)),
                requireNonNull(row.get("prev_hash", byte[].class)),
                requireNonNull(row.get("hash", byte[].class)),
                requireNonNull(row.get("bytes", String.class)));
    }
}
