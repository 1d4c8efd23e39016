package dev.gavel.persistence.audit;

import static java.util.Objects.requireNonNull;

import dev.gavel.persistence.crypto.DecryptionException;
import dev.gavel.persistence.crypto.KeyService;
import dev.gavel.persistence.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Signed statements of where a tenant's chain stood at a moment, made daily. Who rewrites a chain as a whole would have to sign anew, and cannot
 * without the master key; who keeps a checkpoint elsewhere can prove it with the public key alone.
 *
 * <p>What is signed (Ed25519, RFC 8032) is the text {@code gavel checkpoint v1}, tenant, number, hash in hex and time, each on a line. Thread
 * safety: any thread.
 */
public final class Checkpoints {

    private static final String HEAD = "SELECT seq, hash FROM chain_head WHERE tenant = $1 AND seq > 0";

    private static final String INSERT = """
            INSERT INTO checkpoint (tenant, seq, hash, at, key_id, signature) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (tenant, seq, at) DO NOTHING""";

    private static final String LIST =
            "SELECT seq, hash, at, key_id, signature FROM checkpoint WHERE tenant = $1 ORDER BY seq, at";

    private final TenantScope scope;
    private final SigningKeys keys;

    public Checkpoints(TenantScope scope, dev.gavel.persistence.postgres.Database app, KeyService master) {
        this.scope = requireNonNull(scope, "scope");
        this.keys = new SigningKeys(app, master);
    }

    /**
     * One checkpoint.
     *
     * @param genuine whether the signature is by a key that this installation's master key vouches for
     */
    public record Checkpoint(
            String tenant, long seq, byte[] hash, Instant at, String keyId, byte[] signature, boolean genuine) {

        /** The text that is signed. */
        public byte[] statement() {
            return Checkpoints.statement(tenant, seq, hash, at);
        }
    }

    /** Signs where the chain stands; empty when it has no event yet. */
    public Mono<Optional<Checkpoint>> sign(String tenant, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        return keys.current()
                .flatMap(key -> scope.inTransaction(
                        tenant,
                        connection -> connection
                                .query(row -> signed(tenant, row, at, key), HEAD, tenant)
                                .next()
                                .flatMap(checkpoint -> connection
                                        .update(
                                                INSERT,
                                                tenant,
                                                checkpoint.seq(),
                                                checkpoint.hash(),
                                                at,
                                                checkpoint.keyId(),
                                                checkpoint.signature())
                                        .thenReturn(Optional.of(checkpoint)))
                                .defaultIfEmpty(Optional.empty())));
    }

    private static Checkpoint signed(String tenant, Readable head, Instant at, SigningKeys.Key key) {
        long seq = requireNonNull(head.get("seq", Long.class));
        byte[] hash = requireNonNull(head.get("hash", byte[].class));
        return new Checkpoint(tenant, seq, hash, at, key.keyId(), key.sign(statement(tenant, seq, hash, at)), true);
    }

    /** All checkpoints of a tenant, in the order of the chain, each with whether it is genuine. */
    public Flux<Checkpoint> list(String tenant) {
        return scope.stream(
                        tenant,
                        connection -> connection.query(
                                row -> new Checkpoint(
                                        tenant,
                                        requireNonNull(row.get("seq", Long.class)),
                                        requireNonNull(row.get("hash", byte[].class)),
                                        requireNonNull(row.get("at", Instant.class)),
                                        requireNonNull(row.get("key_id", String.class)),
                                        requireNonNull(row.get("signature", byte[].class)),
                                        false),
                                LIST,
                                tenant))
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .concatMap(this::judged);
    }

    private Mono<Checkpoint> judged(Checkpoint checkpoint) {
        return keys.byId(checkpoint.keyId())
                .map(key -> key.verifies(checkpoint.statement(), checkpoint.signature()))
                .onErrorResume(DecryptionException.class, e -> Mono.just(false))
                .defaultIfEmpty(false)
                .map(genuine -> new Checkpoint(
                        checkpoint.tenant(),
                        checkpoint.seq(),
                        checkpoint.hash(),
                        checkpoint.at(),
                        checkpoint.keyId(),
                        checkpoint.signature(),
                        genuine));
    }

    private static byte[] statement(String tenant, long seq, byte[] hash, Instant at) {
        return String.join(
                        "\n",
                        "gavel checkpoint v1",
                        tenant,
                        Long.toString(seq),
                        HexFormat.of().formatHex(hash),
                        at.toString())
                .getBytes(StandardCharsets.UTF_8);
    }
}
