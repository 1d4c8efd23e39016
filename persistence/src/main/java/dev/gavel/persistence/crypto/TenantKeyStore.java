package dev.gavel.persistence.crypto;

import static java.util.Objects.requireNonNull;

import dev.gavel.persistence.postgres.TenantConnection;
import dev.gavel.persistence.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tenants' data keys in Postgres, wrapped by the master key.
 *
 * <p>Thread safety: any thread. Fails with {@link DecryptionException} when the master key is not the one that wrapped them, and with
 * {@link dev.gavel.persistence.postgres.DatabaseUnavailableException} when the database cannot be reached.
 */
public final class TenantKeyStore {

    private static final String SELECT = "SELECT key_id, wrapped FROM data_key WHERE tenant = $1 ORDER BY key_id";

    private static final String INSERT = """
            INSERT INTO data_key (tenant, key_id, wrapped) VALUES ($1, $2, $3)
            ON CONFLICT (tenant, key_id) DO NOTHING""";

    private static final String NEWEST = "SELECT coalesce(max(key_id), 0) AS newest FROM data_key WHERE tenant = $1";

    private final TenantScope scope;
    private final KeyService master;
    private final SecureRandom random = new SecureRandom();

    public TenantKeyStore(TenantScope scope, KeyService master) {
        this.scope = requireNonNull(scope, "scope");
        this.master = requireNonNull(master, "master");
    }

    /** The tenant's keys; the first is made when there is none. Nodes that ask at the same time get the same. */
    public Mono<TenantKeys> loadOrCreate(String tenant) {
        return load(tenant).switchIfEmpty(Mono.defer(() -> add(tenant, 1).then(load(tenant))));
    }

    /** Makes a new data key, which seals from now on; older ones still open. Completes with all keys. */
    public Mono<TenantKeys> rotate(String tenant) {
        return scope.inTransaction(
                        tenant,
                        connection -> connection
                                .query(row -> number(row, "newest"), NEWEST, tenant)
                                .next())
                .flatMap(newest -> add(tenant, newest + 1))
                .then(load(tenant));
    }

    private Mono<Long> add(String tenant, int keyId) {
        byte[] key = new byte[AesGcm.KEY_LENGTH];
        random.nextBytes(key);
        return master.wrap(key, context(tenant, keyId))
                .flatMap(wrapped ->
                        scope.inTransaction(tenant, connection -> connection.update(INSERT, tenant, keyId, wrapped)));
    }

    private Mono<TenantKeys> load(String tenant) {
        return scope.inTransaction(tenant, connection -> wrappedKeys(connection).collectList())
                .flatMapMany(Flux::fromIterable)
                .concatMap(entry -> master.unwrap(entry.getValue(), context(tenant, entry.getKey()))
                        .map(key -> Map.entry(entry.getKey(), key)))
                .collect(TreeMap<Integer, byte[]>::new, (keys, entry) -> keys.put(entry.getKey(), entry.getValue()))
                .filter(keys -> !keys.isEmpty())
                .map(keys -> TenantKeys.of(tenant, keys));
    }

    private static Flux<Map.Entry<Integer, byte[]>> wrappedKeys(TenantConnection connection) {
        return connection.query(
                row -> Map.entry(number(row, "key_id"), requireNonNull(row.get("wrapped", byte[].class))),
                SELECT,
                connection.tenant());
    }

    private static int number(Readable row, String column) {
        return requireNonNull(row.get(column, Integer.class));
    }

    private static String context(String tenant, int keyId) {
        return "tenant " + tenant + " data key " + keyId;
    }
}
