package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.id.TypeId;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * API keys. A key is {@code gvl_live_} or {@code gvl_test_} and 32 random characters; only its SHA-256 is stored, which is enough for 190 bits
 * of chance. It is shown once, when it is made.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class ApiKeyStore {

    private static final String LIVE_PREFIX = "gvl_live_";
    private static final String TEST_PREFIX = "gvl_test_";
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_LENGTH = 32;
    private static final int HINT_LENGTH = 4;
    private static final int TENANTS_AT_ONCE = 4;
    private static final Set<String> SCOPES =
            Set.of("ping", "post", "return", "report", "admin", "suppress", "revoke", "buyer", "consumer_data");

    private static final String INSERT = """
            INSERT INTO api_key (tenant, key_id, hash, name, hint, test, scopes, vendor, buyer, allowed_cidrs,
                requests_per_second, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)""";

    private static final String SELECT = """
            SELECT key_id, hash, name, hint, test, scopes, vendor, buyer, allowed_cidrs, requests_per_second, created_at,
                revoked_at, last_used_at
            FROM api_key WHERE tenant = $1 ORDER BY key_id""";

    private static final String REVOKE =
            "UPDATE api_key SET revoked_at = $3 WHERE tenant = $1 AND key_id = $2 AND revoked_at IS NULL";

    private static final String USED = "UPDATE api_key SET last_used_at = $3 WHERE tenant = $1 AND key_id = ANY ($2)";

    private final TenantScope scope;
    private final Tenants tenants;
    private final SecureRandom random = new SecureRandom();

    public ApiKeyStore(TenantScope scope, Tenants tenants) {
        this.scope = requireNonNull(scope, "scope");
        this.tenants = requireNonNull(tenants, "tenants");
    }

    /**
     * What a new key shall be.
     *
     * @param test sells nothing for real
     * @param scopes of {@code ping}, {@code post}, {@code return}, {@code report}, {@code admin}, {@code suppress}, {@code revoke},
     *     {@code buyer}; at least one
     * @param vendor whose key it is; null when it is no vendor's
     * @param buyer whose key it is; null when it is no buyer's; a key of neither is the tenant's own
     * @param allowedCidrs addresses that it may be used from; empty means any
     * @param requestsPerSecond 0 for no limit
     */
    public record NewKey(
            String tenant,
            String name,
            boolean test,
            Set<String> scopes,
            @Nullable String vendor,
            @Nullable String buyer,
            List<String> allowedCidrs,
            int requestsPerSecond) {

        /** A key that is no buyer's. */
        public NewKey(
                String tenant,
                String name,
                boolean test,
                Set<String> scopes,
                @Nullable String vendor,
                List<String> allowedCidrs,
                int requestsPerSecond) {
            this(tenant, name, test, scopes, vendor, null, allowedCidrs, requestsPerSecond);
        }

        public NewKey {
            requireNonNull(tenant, "tenant");
            requireNonNull(name, "name");
            scopes = Set.copyOf(scopes);
            allowedCidrs = List.copyOf(allowedCidrs);
            if (scopes.isEmpty() || !SCOPES.containsAll(scopes)) {
                throw new IllegalArgumentException("scopes: " + scopes + " (expected: some of " + SCOPES + ")");
            }
            if (vendor != null && buyer != null) {
                throw new IllegalArgumentException("key: of vendor " + vendor + " and of buyer " + buyer);
            }
            if (requestsPerSecond < 0) {
                throw new IllegalArgumentException("requestsPerSecond: " + requestsPerSecond + " (expected: >= 0)");
            }
        }
    }

    /**
     * A key as it is stored.
     *
     * @param keyId TypeID with prefix {@code key}
     * @param sha256Hex of the whole key
     * @param hint its last four characters, for people
     * @param revokedAt null while it is good
     */
    public record ApiKey(
            String tenant,
            String keyId,
            String sha256Hex,
            String name,
            String hint,
            boolean test,
            Set<String> scopes,
            @Nullable String vendor,
            @Nullable String buyer,
            List<String> allowedCidrs,
            int requestsPerSecond,
            Instant createdAt,
            @Nullable Instant revokedAt,
            @Nullable Instant lastUsedAt) {

        /** Whether it may still be used. */
        public boolean isGood() {
            return revokedAt == null;
        }
    }

    /**
     * A key that was just made.
     *
     * @param secret the key itself, which is stored nowhere
     */
    public record Created(String keyId, String secret) {
        @Override
        public String toString() {
            return "Created[" + keyId + "]";
        }
    }

    /** Makes a key. */
    public Mono<Created> create(NewKey key, Instant at) {
        return Mono.defer(() -> {
            String secret = secret(key.test());
            TypeId id = TypeId.at(Ids.KEY, at.toEpochMilli(), random.nextLong(), random.nextLong());
            return scope.inTransaction(key.tenant(), connection -> insert(connection, key, id.uuid(), secret, at))
                    .thenReturn(new Created(id.toString(), secret));
        });
    }

    private static Mono<Long> insert(TenantConnection connection, NewKey key, UUID id, String secret, Instant at) {
        return connection.update(
                INSERT,
                key.tenant(),
                id,
                sha256(secret),
                key.name(),
                secret.substring(secret.length() - HINT_LENGTH),
                key.test(),
                key.scopes().stream().sorted().toArray(String[]::new),
                TenantConnection.orNull(key.vendor(), String.class),
                TenantConnection.orNull(key.buyer(), String.class),
                key.allowedCidrs().toArray(String[]::new),
                key.requestsPerSecond(),
                at);
    }

    /** Ends a key; completes with whether it was good until now. */
    public Mono<Boolean> revoke(String tenant, String keyId, Instant at) {
        UUID id = Ids.uuid(Ids.KEY, keyId);
        return scope.inTransaction(
                tenant, connection -> connection.update(REVOKE, tenant, id, at).map(revoked -> revoked == 1));
    }

    /** A tenant's keys, the oldest first, revoked ones too. */
    public Flux<ApiKey> list(String tenant) {
        return scope.stream(tenant, connection -> connection.query(row -> key(tenant, row), SELECT, tenant));
    }

    /** The good keys of all tenants: what a node keeps in memory. */
    public Flux<ApiKey> loadAll() {
        return tenants.list()
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .flatMap(tenant -> list(tenant.slug()), TENANTS_AT_ONCE)
                .filter(ApiKey::isGood);
    }

    /** Notes that keys were used; announces nothing. */
    public Mono<Void> markUsed(String tenant, Collection<String> keyIds, Instant at) {
        UUID[] ids = keyIds.stream().map(id -> Ids.uuid(Ids.KEY, id)).sorted().toArray(UUID[]::new);
        return ids.length == 0
                ? Mono.empty()
                : scope.inTransaction(tenant, connection -> connection.update(USED, tenant, ids, at))
                        .then();
    }

    private String secret(boolean test) {
        StringBuilder text = new StringBuilder(test ? TEST_PREFIX : LIVE_PREFIX);
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            text.append(BASE62.charAt(random.nextInt(BASE62.length())));
        }
        return text.toString();
    }

    private static byte[] sha256(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static ApiKey key(String tenant, Readable row) {
        return new ApiKey(
                tenant,
                Ids.text(Ids.KEY, Rows.uuid(row, "key_id")),
                HexFormat.of().formatHex(Rows.bytes(row, "hash")),
                Rows.text(row, "name"),
                Rows.text(row, "hint"),
                Rows.flag(row, "test"),
                Set.copyOf(Rows.texts(row, "scopes")),
                Rows.textOrNull(row, "vendor"),
                Rows.textOrNull(row, "buyer"),
                Rows.texts(row, "allowed_cidrs"),
                Rows.smallNumber(row, "requests_per_second"),
                Rows.instant(row, "created_at"),
                Rows.instantOrNull(row, "revoked_at"),
                Rows.instantOrNull(row, "last_used_at"));
    }
}
