package dev.gavel.server.buyer.wire;

import org.jspecify.annotations.Nullable;

/**
 * One request for a bid and its answer, as a {@link Wire} carries it. Ends exactly once, by {@link #onAnswer}, {@link #onFailure} or
 * {@link #abandon}.
 *
 * <p>Thread safety: confined to the event loop of the wire.
 */
public abstract class Ask {

    private final RequestHead head;
    private final String pingId;
    private final String contract;
    private final byte[] body;
    private @Nullable Carrier carrier;
    private long carrierNumber;
    private boolean written;
    private boolean ended;

    /**
     * A request that is not yet on its way.
     *
     * @param contract the id of the contract that the buyer is asked for
     * @param body JSON in one line; not copied, may be shared with other requests
     */
    protected Ask(RequestHead head, String pingId, String contract, byte[] body) {
        this.head = head;
        this.pingId = pingId;
        this.contract = contract;
        this.body = body;
    }

    /** How many milliseconds the buyer has left, at least 1. */
    public abstract long leftMillis();

    /** The whole answer, good or bad. */
    protected abstract void onAnswer(Answer answer);

    /** There will be no answer. */
    protected abstract void onFailure(Failure failure);

    /** Why there is none. */
    public enum Failure {
        /** No connection, or it broke, or the other side did not keep to the protocol. */
        CONNECTION,
        /** The answer is larger than {@link Answer#MOST_BYTES}. */
        TOO_LARGE
    }

    /** Whether a part of the request may have left. False is certain. */
    public final boolean isWritten() {
        return written;
    }

    /**
     * Gives the request up: it is not sent any more, and an answer is no longer awaited.
     *
     * @return false, with no effect, when it had ended
     */
    public final boolean abandon() {
        if (ended) {
            return false;
        }
        ended = true;
        if (carrier != null) {
            carrier.abandoned(this);
        }
        return true;
    }

    /**
     * For wires: who is to hear when it is given up.
     *
     * @param number what the carrier knows the request by
     */
    public final void carriedBy(Carrier who, long number) {
        carrier = who;
        carrierNumber = number;
        written = true;
    }

    /** For carriers: the number that was given to {@link #carriedBy}. */
    public final long carrierNumber() {
        return carrierNumber;
    }

    /** For wires: ends it with an answer; without effect when it had ended. */
    public final void answer(Answer answer) {
        if (!ended) {
            ended = true;
            onAnswer(answer);
        }
    }

    /** For wires: ends it without an answer; without effect when it had ended. */
    public final void fail(Failure failure) {
        if (!ended) {
            ended = true;
            onFailure(failure);
        }
    }

    public final boolean isEnded() {
        return ended;
    }

    public final RequestHead head() {
        return head;
    }

    public final String pingId() {
        return pingId;
    }

    public final String contract() {
        return contract;
    }

    /** Not a copy. */
    public final byte[] body() {
        return body;
    }

    /** What has the request in its hands. */
    @FunctionalInterface
    public interface Carrier {

        /** Nobody waits for the answer any more. */
        void abandoned(Ask ask);
    }
}
