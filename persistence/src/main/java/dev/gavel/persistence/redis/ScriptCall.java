package dev.gavel.persistence.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * One call of a script: what is sent, and what is done with the reply. The caller fills {@link #body} with the keys, then says
 * {@link #keysEnd}, then adds the arguments.
 *
 * <p>Thread safety: none; a lane's loop only.
 */
abstract class ScriptCall {

    private static final byte[] BY_NAME = "\r\n$7\r\nEVALSHA\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BY_TEXT = "\r\n$4\r\nEVAL\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Script script;
    private final RespWriter body;
    private final long startedNanos = System.nanoTime();
    private int keys;
    private boolean done;

    ScriptCall(Script script, RespWriter body) {
        this.script = script;
        this.body = body;
    }

    /** Takes the reply. Called at most once, and not when the call failed. */
    abstract void onReply(ReplyOutput reply);

    /** Takes the reason why there is no reply: not sent, no answer in time, or an error for an answer. Called at most once. */
    abstract void onFailure(Throwable cause);

    final Script script() {
        return script;
    }

    final RespWriter body() {
        return body;
    }

    /** What was written so far are the keys. */
    final void keysEnd() {
        keys = body.count();
    }

    final long startedNanos() {
        return startedNanos;
    }

    final void reply(ReplyOutput reply) {
        if (done) {
            return;
        }
        done = true;
        try {
            onReply(reply);
        } catch (RuntimeException e) {
            onFailure(e);
        }
    }

    final void fail(Throwable cause) {
        if (!done) {
            done = true;
            onFailure(cause);
        }
    }

    /** Writes the whole command: by the script's name, or with its text, which makes Redis know it. */
    final void encode(ByteBuf target, boolean withText) {
        target.writeByte('*');
        writeNumber(target, body.count() + 3);
        target.writeBytes(withText ? BY_TEXT : BY_NAME);
        byte[] name = withText ? script.text() : script.sha();
        writeLength(target, name.length);
        target.writeBytes(name);
        writeLine(target);
        String count = Integer.toString(keys);
        writeLength(target, count.length());
        ByteBufUtil.writeAscii(target, count);
        writeLine(target);
        body.copyTo(target);
    }

    private static void writeLength(ByteBuf target, int length) {
        target.writeByte('$');
        writeNumber(target, length);
        writeLine(target);
    }

    private static void writeNumber(ByteBuf target, int number) {
        ByteBufUtil.writeAscii(target, Integer.toString(number));
    }

    private static void writeLine(ByteBuf target) {
        target.writeByte('\r').writeByte('\n');
    }
}
