package dev.gavel.persistence.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/**
 * One link after another of a chain of events as long as a ping's.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class ChainLink {

    private static final int EVENT_LENGTH = 785;

    private final MessageDigest digest = Chain.digest();
    private final byte[] event = "e".repeat(EVENT_LENGTH).getBytes(UTF_8);
    private byte[] hash = Chain.genesis("bench");
    private long seq;

    /** The next link's hash. */
    public byte[] next() {
        hash = Chain.next(digest, hash, ++seq, event);
        return hash;
    }
}
