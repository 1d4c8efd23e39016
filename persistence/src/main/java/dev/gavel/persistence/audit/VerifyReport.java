package dev.gavel.persistence.audit;

/** What a walk along a tenant's chain found. */
public sealed interface VerifyReport {

    /**
     * Every link holds, and every signed checkpoint.
     *
     * @param count events
     * @param headHash the last one's hash in hex
     * @param checkpoints signed checkpoints that were checked
     */
    record Intact(long count, String headHash, int checkpoints) implements VerifyReport {}

    /**
     * The first fault.
     *
     * @param seq the event's number
     */
    record Broken(long seq, Fault fault) implements VerifyReport {}

    /** What is wrong with an event. */
    enum Fault {
        /** Its content or its hash is not what was chained. */
        CHANGED,
        /** It is not there. */
        MISSING,
        /** It stands where another was chained, or twice. */
        REORDERED,
        /** The chain does not end in what its head says. */
        HEAD_MISMATCH,
        /** A signed checkpoint says otherwise, or its signature is not Gavel's. */
        CHECKPOINT_MISMATCH
    }
}
