package dev.gavel.persistence.audit;

import static java.util.Objects.requireNonNull;

import dev.gavel.persistence.crypto.KeyService;
import dev.gavel.persistence.postgres.Database;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Readable;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The Ed25519 keys of checkpoints. The private half is wrapped by the master key with the public half as its context, so that a public key
 * without a private one that the master key wrapped is not believed.
 *
 * <p>Thread safety: any thread; keys are read once.
 */
final class SigningKeys {

    private static final String ALGORITHM = "Ed25519";
    private static final int KEY_ID_BYTES = 8;

    private static final String NEWEST =
            "SELECT key_id, public_key, wrapped_private_key FROM signing_key ORDER BY created_at DESC, key_id LIMIT 1";

    private static final String BY_ID =
            "SELECT key_id, public_key, wrapped_private_key FROM signing_key WHERE key_id = $1";

    private static final String INSERT =
            "INSERT INTO signing_key (key_id, public_key, wrapped_private_key) VALUES ($1, $2, $3)";

    private final Database app;
    private final KeyService master;
    private final Map<String, Key> keyById = new ConcurrentHashMap<>();

    SigningKeys(Database app, KeyService master) {
        this.app = requireNonNull(app, "app");
        this.master = requireNonNull(master, "master");
    }

    /** A key pair in memory. */
    record Key(String keyId, PublicKey publicKey, PrivateKey privateKey) {

        byte[] sign(byte[] statement) {
            try {
                Signature signature = Signature.getInstance(ALGORITHM);
                signature.initSign(privateKey);
                signature.update(statement);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Ed25519 failed to sign", e);
            }
        }

        boolean verifies(byte[] statement, byte[] candidate) {
            try {
                Signature signature = Signature.getInstance(ALGORITHM);
                signature.initVerify(publicKey);
                signature.update(statement);
                return signature.verify(candidate);
            } catch (GeneralSecurityException e) {
                return false;
            }
        }

        @Override
        public String toString() {
            return "Key[" + keyId + "]";
        }
    }

    private record Stored(String keyId, byte[] publicKey, byte[] wrapped) {
        static Stored of(Readable row) {
            return new Stored(
                    requireNonNull(row.get("key_id", String.class)),
                    requireNonNull(row.get("public_key", byte[].class)),
                    requireNonNull(row.get("wrapped_private_key", byte[].class)));
        }
    }

    /** The newest key; made when there is none. */
    Mono<Key> current() {
        return app.inTransaction(connection -> stored(connection, NEWEST).next())
                .switchIfEmpty(Mono.defer(this::create))
                .flatMap(this::opened);
    }

    /** A key that signed earlier; empty when there is none with this id. */
    Mono<Key> byId(String keyId) {
        Key known = keyById.get(keyId);
        return known != null
                ? Mono.just(known)
                : app.inTransaction(
                                connection -> stored(connection, BY_ID, keyId).next())
                        .flatMap(this::opened);
    }

    private Mono<Stored> create() {
        KeyPair pair;
        try {
            pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
        byte[] publicKey = pair.getPublic().getEncoded();
        String keyId = HexFormat.of().formatHex(Arrays.copyOf(Chain.digest().digest(publicKey), KEY_ID_BYTES));
        return master.wrap(pair.getPrivate().getEncoded(), context(publicKey))
                .map(wrapped -> new Stored(keyId, publicKey, wrapped))
                .flatMap(made -> app.inTransaction(
                        connection -> stored(connection, INSERT, made.keyId(), made.publicKey(), made.wrapped())
                                .then(Mono.just(made))));
    }

    private Mono<Key> opened(Stored stored) {
        Key known = keyById.get(stored.keyId());
        if (known != null) {
            return Mono.just(known);
        }
        return master.unwrap(stored.wrapped(), context(stored.publicKey())).map(privateKey -> {
            Key key = key(stored, privateKey);
            keyById.put(key.keyId(), key);
            return key;
        });
    }

    private static Key key(Stored stored, byte[] privateKey) {
        try {
            KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
            return new Key(
                    stored.keyId(),
                    factory.generatePublic(new X509EncodedKeySpec(stored.publicKey())),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing key " + stored.keyId() + " is broken", e);
        }
    }

    private static Flux<Stored> stored(PostgresqlConnection connection, String sql, Object... values) {
        var statement = connection.createStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.bind(i, values[i]);
        }
        return statement.execute().concatMap(result -> result.map(Stored::of));
    }

    private static String context(byte[] publicKey) {
        return "signing key " + HexFormat.of().formatHex(publicKey);
    }
}
