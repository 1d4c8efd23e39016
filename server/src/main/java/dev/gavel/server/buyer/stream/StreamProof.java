package dev.gavel.server.buyer.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Each side shows the other that it knows their common secret, by HMAC-SHA-256 over what only this handshake has. Replaying a handshake gains nothing:
 * the nonce is new each time, and the timestamp old.
 *
 * <p>Thread safety: immutable.
 */
public final class StreamProof {

    private static final String ALGORITHM = "HmacSHA256";

    private static final int NONCE_BYTES = 16;

    private final SecretKeySpec key;
    private final SecureRandom random;

    /** A proof by this secret, which is never shown. */
    public StreamProof(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
        // Seeded here, once: drawing from it later only computes, and may be done on an event loop.
        this.random = seeded();
    }

    private static SecureRandom seeded() {
        try {
            SecureRandom random = SecureRandom.getInstance("DRBG");
            random.nextInt();
            return random;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has a DRBG", e);
        }
    }

    /** 32 hex digits that nobody has seen before. */
    String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * What Gavel sends in {@code Gavel-Signature}.
     *
     * @param nonce 32 hex digits
     * @param timestamp seconds since 1970
     * @param authority host and port as in the Host header
     * @param path with the query
     */
    public String ofGavel(String nonce, long timestamp, String authority, String path) {
        return mac(BidStream.PROTOCOL + "\ngavel\n" + nonce + "\n" + timestamp + "\n" + authority + "\n" + path);
    }

    /** What the buyer answers in {@code Gavel-Signature}. */
    public String ofBuyer(String nonce) {
        return mac(BidStream.PROTOCOL + "\nbuyer\n" + nonce);
    }

    boolean isOfBuyer(String nonce, @Nullable String claimed) {
        return claimed != null && MessageDigest.isEqual(ofBuyer(nonce).getBytes(US_ASCII), claimed.getBytes(US_ASCII));
    }

    private String mac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "StreamProof";
    }
}
