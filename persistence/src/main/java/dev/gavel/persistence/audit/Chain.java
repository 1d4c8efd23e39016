package dev.gavel.persistence.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash chain of a tenant's events. Each link is SHA-256 over the hash before it, the event's number as eight bytes with the highest first, and
 * the event's exact UTF-8 bytes; the first stands on {@link #genesis}. A changed, missing, added or moved event breaks every later link.
 *
 * <p>Thread safety: stateless; a digest belongs to one thread.
 */
final class Chain {

    /** Bytes of a hash. */
    static final int HASH_LENGTH = 32;

    private static final String GENESIS = "gavel audit chain v1 ";

    private Chain() {}

    /** What the first link stands on: the SHA-256 of a fixed text and the tenant, so that chains cannot be exchanged. */
    static byte[] genesis(String tenant) {
        return digest().digest((GENESIS + tenant).getBytes(StandardCharsets.UTF_8));
    }

    /** The hash of event {@code seq}. */
    static byte[] next(byte[] previous, long seq, byte[] event) {
        return next(digest(), previous, seq, event);
    }

    /** As the other, with a digest to use again. */
    static byte[] next(MessageDigest digest, byte[] previous, long seq, byte[] event) {
        digest.update(previous);
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seq).flip());
        return digest.digest(event);
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
