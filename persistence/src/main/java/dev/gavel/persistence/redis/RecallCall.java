package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.Remembered;
import dev.gavel.auction.cap.CapLedger.UnavailableException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Looks up one remembered ping. */
final class RecallCall extends ScriptCall {

    private final TenantKeys keys;
    private final Epochs epochs;
    private final CompletableFuture<@Nullable Remembered> result;

    RecallCall(
            String pingId,
            TenantKeys keys,
            Epochs epochs,
            RespWriter body,
            CompletableFuture<@Nullable Remembered> result) {
        super(Script.RECALL, body);
        this.keys = keys;
        this.epochs = epochs;
        this.result = result;
        body.add(keys.epochKey());
        long bucket = PingTimes.bucketOf(PingTimes.millisOf(pingId));
        body.add(keys.pingsPrefix(), bucket);
        byte[] earlier = keys.earlierPingsPrefix();
        if (earlier != null) {
            body.add(earlier, bucket);
        }
        keysEnd();
        body.add(keys.epochValue());
        body.add(pingId);
    }

    @Override
    void onReply(ReplyOutput reply) {
        byte[] memory = reply.bytes();
        if (reply.number(0) < 0) {
            epochs.stale(keys);
            result.completeExceptionally(new UnavailableException("the counters are being rebuilt", null));
        } else {
            result.complete(memory == null ? null : remembered(reply, memory));
        }
    }

    private static Remembered remembered(ReplyOutput reply, byte[] memory) {
        int[] chosen = new int[reply.count() - 3];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = (int) reply.number(i + 3);
        }
        long expires = reply.number(1);
        return new Remembered(chosen, expires, expires <= reply.number(0), memory, reply.number(2) == 1);
    }

    @Override
    void onFailure(Throwable cause) {
        result.completeExceptionally(cause);
    }
}
