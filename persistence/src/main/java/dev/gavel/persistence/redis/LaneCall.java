package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.UnavailableException;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * One command on a lane: what is sent, and what is done with the reply.
 *
 * <p>Thread safety: none; a lane's loop only.
 */
abstract class LaneCall {

    private final RespWriter body;
    private final long startedNanos;
    private boolean done;

    /** @param body its arguments */
    LaneCall(RespWriter body) {
        this(body, System.nanoTime());
    }

    /** @param startedNanos since when somebody waits for it, by {@link System#nanoTime} */
    LaneCall(RespWriter body, long startedNanos) {
        this.body = body;
        this.startedNanos = startedNanos;
    }

    /** Takes the reply. Called at most once, and not when the call failed. */
    abstract void onReply(ReplyOutput reply);

    /** Takes the reason why there is no reply: not sent, no answer in time, or an error for an answer. Called at most once. */
    abstract void onFailure(Throwable cause);

    /**
     * Takes notice that the call is over, ahead of the reply or the failure. Called once.
     *
     * @param answered whether there is a reply
     */
    void onOver(boolean answered) {
        // Nobody waits for that.
    }

    /** The script that it calls; null when it calls none. */
    abstract @Nullable Script script();

    abstract CommandType type();

    /**
     * Writes the whole command.
     *
     * @param withText with the script's text rather than its name, because Redis does not know the name
     */
    abstract void encode(ByteBuf target, boolean withText);

    final RespWriter body() {
        return body;
    }

    final long startedNanos() {
        return startedNanos;
    }

    /**
     * Hands the reply on; where it cannot be read, whoever waits is told that there is none.
     *
     * @return why it cannot be read: then nothing that comes on this connection can be trusted; null where all is well
     */
    final @Nullable RuntimeException reply(ReplyOutput reply) {
        if (done) {
            return null;
        }
        done = true;
        onOver(true);
        try {
            onReply(reply);
            return null;
        } catch (RuntimeException e) {
            onFailure(new UnavailableException("Redis answered what cannot be read", e));
            return e;
        }
    }

    final void fail(Throwable cause) {
        if (!done) {
            done = true;
            onOver(false);
            onFailure(cause);
        }
    }

    /** Begins a command of so many words. */
    static void writeWords(ByteBuf target, int words) {
        target.writeByte('*');
        writeNumber(target, words);
        writeLine(target);
    }

    static void writeWord(ByteBuf target, byte[] word) {
        target.writeByte('$');
        writeNumber(target, word.length);
        writeLine(target);
        target.writeBytes(word);
        writeLine(target);
    }

    static void writeNumber(ByteBuf target, int number) {
        ByteBufUtil.writeAscii(target, Integer.toString(number));
    }

    private static void writeLine(ByteBuf target) {
        target.writeByte('\r').writeByte('\n');
    }
}
