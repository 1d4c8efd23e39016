package dev.gavel.persistence.audit;

import dev.gavel.persistence.audit.VerifyReport.Fault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks events one after another, as they are read. Pure but for its place in the chain.
 *
 * <p>Thread safety: confined to one verification.
 */
final class ChainWalk {

    private final MessageDigest digest = Chain.digest();
    private final long headSeq;
    private final byte[] headHash;
    private final Map<Long, byte[]> checkpointHashBySeq;
    private long seq;
    private Instant at = Instant.EPOCH;
    private byte[] hash;
    private VerifyReport.@Nullable Broken broken;

    /** One stored row. */
    record Link(long seq, Instant at, byte[] previous, byte[] hash, String event) {}

    ChainWalk(String tenant, long headSeq, byte[] headHash, Map<Long, byte[]> checkpointHashBySeq) {
        this.hash = Chain.genesis(tenant);
        this.headSeq = headSeq;
        this.headHash = headHash;
        this.checkpointHashBySeq = checkpointHashBySeq;
    }

    /** The last event that was found good. */
    long seq() {
        return seq;
    }

    /** When it was chained. Two events with one number differ in this. */
    Instant at() {
        return at;
    }

    boolean isBroken() {
        return broken != null;
    }

    /** Checks the next row; does nothing once a fault was found. */
    void step(Link link) {
        if (broken == null) {
            Fault fault = fault(link);
            if (fault == null) {
                seq = link.seq();
                at = link.at();
                hash = link.hash();
            } else {
                broken = new VerifyReport.Broken(fault == Fault.REORDERED ? link.seq() : seq + 1, fault);
            }
        }
    }

    private @Nullable Fault fault(Link link) {
        if (link.seq() > seq + 1) {
            return Fault.MISSING;
        }
        if (link.seq() <= seq) {
            return Fault.REORDERED;
        }
        byte[] expected = Chain.next(digest, hash, link.seq(), link.event().getBytes(StandardCharsets.UTF_8));
        boolean linked = Arrays.equals(link.previous(), hash);
        boolean hashed = Arrays.equals(link.hash(), expected);
        if (!linked && !hashed) {
            return Fault.REORDERED;
        }
        if (!linked || !hashed) {
            return Fault.CHANGED;
        }
        byte[] signed = checkpointHashBySeq.get(link.seq());
        return signed == null || Arrays.equals(signed, link.hash()) ? null : Fault.CHECKPOINT_MISMATCH;
    }

    /** The outcome, after the last row. */
    VerifyReport report() {
        if (broken != null) {
            return broken;
        }
        long lastSigned = checkpointHashBySeq.keySet().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        if (seq < Math.max(headSeq, lastSigned)) {
            return new VerifyReport.Broken(seq + 1, Fault.MISSING);
        }
        if (!Arrays.equals(hash, headHash)) {
            return new VerifyReport.Broken(seq, Fault.HEAD_MISMATCH);
        }
        return new VerifyReport.Intact(seq, HexFormat.of().formatHex(hash), checkpointHashBySeq.size());
    }
}
