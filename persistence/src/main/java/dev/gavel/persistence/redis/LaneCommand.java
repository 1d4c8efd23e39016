package dev.gavel.persistence.redis;

import io.lettuce.core.protocol.Command;
import io.netty.buffer.ByteBuf;

/** One attempt to send a {@link LaneCall}, as Lettuce takes it. Lettuce completes it on the connection's loop. */
final class LaneCommand extends Command<String, String, ReplyOutput> {

    private final LaneCall call;
    private final Lane lane;
    private final boolean withText;

    /**
     * @param withText whether the script's text goes along, because Redis does not know its name
     */
    LaneCommand(LaneCall call, Lane lane, boolean withText) {
        super(call.type(), new ReplyOutput());
        this.call = call;
        this.lane = lane;
        this.withText = withText;
    }

    LaneCall call() {
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
