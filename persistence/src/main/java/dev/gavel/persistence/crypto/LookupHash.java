package dev.gavel.persistence.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;

/**
 * Keyed hashes by which a tenant's consumers are found again without their data being kept: HMAC-SHA-256, the first 16 bytes, as 22 characters of
 * base64url. Another tenant's hash of the same consumer differs.
 *
 * <p>Thread safety: stateless; each thread keeps a MAC of its own. Cost: under two microseconds.
 */
public final class LookupHash {

    private static final int LENGTH = 16;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final ThreadLocal<Mac> MAC = ThreadLocal.withInitial(LookupHash::mac);

    private LookupHash() {}

    /** The hash of a text, such as the SHA-256 of a phone number in hex. */
    public static String of(TenantKeys keys, String text) {
        Mac mac = MAC.get();
        try {
            mac.init(keys.lookupKey());
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("HMAC refuses its key", e);
        }
        byte[] whole = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        return BASE64URL.encodeToString(Arrays.copyOf(whole, LENGTH));
    }

    private static Mac mac() {
        try {
            return Mac.getInstance("HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }
}
