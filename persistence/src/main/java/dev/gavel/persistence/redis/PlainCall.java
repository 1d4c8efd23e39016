package dev.gavel.persistence.redis;

import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A command of Redis itself that prepares an award and goes ahead of it on the same connection: when it fails, so does the award.
 *
 * <p>Thread safety: none; a lane's loop only.
 */
final class PlainCall extends LaneCall {

    private final CommandType type;
    private final AwardBatch award;

    PlainCall(CommandType type, AwardBatch award, RespWriter body) {
        super(body);
        this.type = type;
        this.award = award;
    }

    @Override
    void onReply(ReplyOutput reply) {
        // It says nothing that matters.
    }

    @Override
    void onFailure(Throwable cause) {
        award.unprepared(cause);
    }

    @Override
    @Nullable
    Script script() {
        return null;
    }

    @Override
    CommandType type() {
        return type;
    }

    @Override
    void encode(ByteBuf target, boolean withText) {
        writeWords(target, body().count() + 1);
        writeWord(target, type.name().getBytes(StandardCharsets.US_ASCII));
        body().copyTo(target);
    }
}
