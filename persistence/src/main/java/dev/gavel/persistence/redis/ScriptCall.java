package dev.gavel.persistence.redis;

import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * One call of a script. The caller fills {@link #body} with the keys, then says {@link #keysEnd}, then adds the arguments.
 *
 * <p>Thread safety: none; a lane's loop only.
 */
abstract class ScriptCall extends LaneCall {

    private static final byte[] BY_NAME = "EVALSHA".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BY_TEXT = "EVAL".getBytes(StandardCharsets.US_ASCII);

    private final Script script;
    private int keys;

    ScriptCall(Script script, RespWriter body) {
        this(script, body, System.nanoTime());
    }

    ScriptCall(Script script, RespWriter body, long startedNanos) {
        super(body, startedNanos);
        this.script = script;
    }

    @Override
    final Script script() {
        return script;
    }

    @Override
    final CommandType type() {
        return CommandType.EVALSHA;
    }

    /** What was written so far are the keys. */
    final void keysEnd() {
        keys = body().count();
    }

    @Override
    final void encode(ByteBuf target, boolean withText) {
        writeWords(target, body().count() + 3);
        writeWord(target, withText ? BY_TEXT : BY_NAME);
        writeWord(target, withText ? script.text() : script.sha());
        writeWord(target, Integer.toString(keys).getBytes(StandardCharsets.US_ASCII));
        body().copyTo(target);
    }
}
