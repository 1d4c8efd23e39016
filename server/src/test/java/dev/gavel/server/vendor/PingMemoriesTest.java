package dev.gavel.server.vendor;

import static dev.gavel.server.vendor.VendorWorld.KEYS;
import static dev.gavel.server.vendor.VendorWorld.lead;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.persistence.crypto.PiiCipher;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Bytes that were changed between Redis and a node: found when a proxy turned bits on the way. */
final class PingMemoriesTest {

    private static final String PING = "ping_01kb2d7pnmf8kba5x6w7y8z9a0";

    private final byte[] sealed = PiiCipher.seal(
            KEYS,
            RememberedPingCodec.encode(new VendorWorld()
                    .candidate("a", SaleMode.EXCLUSIVE, null, 50_000_000)
                    .post(lead("zip", "78701"), lead("zip", "78701"), 0)
                    .ping()),
            PING.getBytes(StandardCharsets.US_ASCII));
    private final Deque<byte[]> answers = new ArrayDeque<>();
    private final PingMemories memories = new PingMemories(new AnsweringLedger(), new PingSealer());

    private PingMemories.@Nullable Recalled recall() {
        return memories.recall("demo", KEYS, PING).block();
    }

    private byte[] damaged() {
        byte[] damaged = sealed.clone();
        damaged[damaged.length / 2] ^= 4;
        return damaged;
    }

    @Test
    void whatWasDamagedOnItsWayIsAskedForOnceMore() {
        answers.addAll(List.of(damaged(), sealed));
        assertThat(recall()).isNotNull();
    }

    @Test
    void whatStaysDamagedIsForgottenRatherThanAFailureForEver() {
        answers.addAll(List.of(damaged(), damaged()));
        assertThat(recall()).isNull();
        assertThat(answers).isEmpty();
    }

    /** Answers recalls only. */
    private final class AnsweringLedger implements CapLedger {

        @Override
        public CompletionStage<@Nullable Remembered> recall(String tenant, String pingId) {
            return CompletableFuture.completedStage(
                    new Remembered(new int[] {0}, 2_000_000_000L, false, answers.removeFirst()));
        }

        @Override
        public CompletionStage<Reply> award(Request request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Boolean> commit(Leg leg) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> release(Leg leg) {
            throw new UnsupportedOperationException();
        }
    }
}
