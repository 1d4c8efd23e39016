package dev.gavel.server.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signatures as the Standard Webhooks specification 1.0.0 has them: HMAC-SHA-256 over {@code <id>.<seconds>.<body>}, in the headers {@code
 * webhook-id}, {@code webhook-timestamp} and {@code webhook-signature}. Receivers can check them with any library for that specification.
 *
 * <p>Thread safety: stateless.
 */
public final class WebhookSignature {

    /** Header: the message's id, the same in every attempt. */
    public static final String ID = "webhook-id";

    /** Header: when this attempt was signed, in seconds since 1970. */
    public static final String TIMESTAMP = "webhook-timestamp";

    /** Header: signatures, joined by blanks. */
    public static final String SIGNATURE = "webhook-signature";

    /** How far a signature's time may lie from the receiver's clock. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String VERSION = "v1,";
    private static final String BASE64_SECRET = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private WebhookSignature() {}

    /** The bytes of a secret: base64 behind {@code whsec_}, else the text itself. */
    public static byte[] key(String secret) {
        return secret.startsWith(BASE64_SECRET)
                ? Base64.getDecoder().decode(secret.substring(BASE64_SECRET.length()))
                : secret.getBytes(StandardCharsets.UTF_8);
    }

    /** The value of the header {@link #SIGNATURE}. */
    public static String sign(byte[] key, String id, long epochSeconds, byte[] body) {
        return VERSION + Base64.getEncoder().encodeToString(hmac(key, id, epochSeconds, body));
    }

    /**
     * Whether one of the header's signatures is right and recent. Whoever receives must also remember ids for {@link #TOLERANCE}, so that a
     * message that somebody overheard is not taken twice.
     *
     * @param timestamp the header's text; null or unreadable is never right
     * @param signatures the header's text; null is never right
     */
    public static boolean verify(
            byte[] key, String id, @Nullable String timestamp, @Nullable String signatures, byte[] body, Instant now) {
        long seconds = seconds(timestamp);
        if (signatures == null || !isRecent(timestamp, now)) {
            return false;
        }
        byte[] right = sign(key, id, seconds, body).getBytes(StandardCharsets.US_ASCII);
        for (String signature : signatures.split(" ", -1)) {
            if (MessageDigest.isEqual(right, signature.getBytes(StandardCharsets.US_ASCII))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a signature's time is within {@link #TOLERANCE} of now; null or unreadable is not. */
    public static boolean isRecent(@Nullable String timestamp, Instant now) {
        return Math.abs(now.getEpochSecond() - seconds(timestamp)) <= TOLERANCE.toSeconds();
    }

    private static long seconds(@Nullable String timestamp) {
        try {
            return timestamp == null ? 0 : Long.parseLong(timestamp);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static byte[] hmac(byte[] key, String id, long epochSeconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update((id + "." + epochSeconds + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }
}
