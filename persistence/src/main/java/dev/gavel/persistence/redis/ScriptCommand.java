package dev.gavel.persistence.redis;

import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;

/** One attempt to send a {@link ScriptCall}, as Lettuce takes it. Lettuce completes it on the connection's loop. */
final class ScriptCommand extends Command<String, String, ReplyOutput> {

    private final ScriptCall call;
    private final Lane lane;
    private final boolean withText;

    /**
     * @param withText whether the script's text goes along, because Redis does not know its name
     */
    ScriptCommand(ScriptCall call, Lane lane, boolean withText) {
        super(withText ? CommandType.EVAL : CommandType.EVALSHA, new ReplyOutput());
        this.call = call;
        this.lane = lane;
        this.withText = withText;
    }

    ScriptCall call() {
        return call;
    }

    @Override
    public void encode(ByteBuf target) {
        call.encode(target, withText);
    }

    @Override
    public void complete() {
        if (!isDone()) {
            super.complete();
            lane.answered(this, (ReplyOutput) getOutput());
        }
    }

    @Override
    public boolean completeExceptionally(Throwable cause) {
        if (isDone()) {
            return false;
        }
        super.completeExceptionally(cause);
        lane.lost(this, cause);
        return true;
    }

    @Override
    public void cancel() {
        completeExceptionally(new java.util.concurrent.CancellationException("the connection was closed"));
    }
}
