package dev.gavel.persistence.crypto;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's keys in memory: the data keys that seal personal data, of which the newest seals and all open, and the key of lookup hashes. The
 * latter is derived from the first data key (HKDF-SHA-256, RFC 5869), so that hashes stay the same when data keys are rotated.
 *
 * <p>Thread safety: immutable. Keys do not show in {@link #toString}.
 */
public final class TenantKeys {

    private static final byte[] LOOKUP = "gavel lookup hash v1".getBytes(StandardCharsets.US_ASCII);

    private final String tenant;
    private final Map<Integer, SecretKey> dataKeys = new HashMap<>();
    private final int newest;
    private final SecretKey lookupKey;

    private TenantKeys(String tenant, SortedMap<Integer, byte[]> dataKeyById) {
        this.tenant = tenant;
        dataKeyById.forEach((id, key) -> dataKeys.put(id, new SecretKeySpec(key, "AES")));
        this.newest = dataKeyById.lastKey();
        this.lookupKey = derived(dataKeyById.firstEntry().getValue());
    }

    /**
     * The keys that a tenant's data keys make.
     *
     * @param dataKeyById at least one, 32 bytes each
     */
    public static TenantKeys of(String tenant, SortedMap<Integer, byte[]> dataKeyById) {
        requireNonNull(tenant, "tenant");
        if (dataKeyById.isEmpty()) {
            throw new IllegalArgumentException("dataKeyById: empty (expected: at least one)");
        }
        dataKeyById.values().forEach(key -> {
            if (key.length != AesGcm.KEY_LENGTH) {
                throw new IllegalArgumentException(
                        "data key: " + key.length + " bytes (expected: " + AesGcm.KEY_LENGTH + ")");
            }
        });
        return new TenantKeys(tenant, dataKeyById);
    }

    /** The tenant's slug. */
    public String tenant() {
        return tenant;
    }

    /** The id of the key that seals. */
    int newestId() {
        return newest;
    }

    @Nullable
    SecretKey dataKey(int id) {
        return dataKeys.get(id);
    }

    SecretKey newestKey() {
        return requireNonNull(dataKeys.get(newest));
    }

    SecretKey lookupKey() {
        return lookupKey;
    }

    @Override
    public String toString() {
        return "TenantKeys[" + tenant + "]";
    }

    private static SecretKey derived(byte[] first) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "HmacSHA256",
                            HKDFParameterSpec.ofExtract().addIKM(first).thenExpand(LOOKUP, AesGcm.KEY_LENGTH));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has HKDF", e);
        }
    }
}
