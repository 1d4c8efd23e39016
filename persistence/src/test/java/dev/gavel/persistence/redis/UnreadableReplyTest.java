package dev.gavel.persistence.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapLedger.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnreadableReplyTest {

    /** Remembers what it was told. */
    private static final class FakeCall extends ScriptCall {

        private final List<String> heard = new ArrayList<>();

        FakeCall() {
            super(Script.SCREEN, new RespWriter());
        }

        @Override
        void onReply(ReplyOutput reply) {
            heard.add("reply " + reply.number(0));
        }

        @Override
        void onFailure(Throwable cause) {
            heard.add(cause.getClass().getSimpleName());
        }
    }

    @Test
    void whoeverWaitsForAReplyThatCannotBeReadIsToldThatThereIsNone() {
        FakeCall call = new FakeCall();

        RuntimeException unreadable = call.reply(new ReplyOutput());

        assertThat(unreadable).hasMessageContaining("the reply has 0 integers");
        assertThat(call.heard).containsExactly(UnavailableException.class.getSimpleName());
    }

    @Test
    void aReplyThatCanBeReadIsNoReasonForDistrust() {
        FakeCall call = new FakeCall();
        ReplyOutput reply = new ReplyOutput();
        reply.set(7);

        assertThat(call.reply(reply)).isNull();
        assertThat(call.heard).containsExactly("reply 7");
    }
}
