package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.Remembered;
import dev.gavel.auction.cap.CapLedger.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
        body.add(keys.pingsPrefix(), PingTimes.bucketOf(PingTimes.millisOf(pingId)));
        keysEnd();
        body.add(keys.epochValue());
        body.add(pingId);
    }

    @Override
    void onReply(ReplyOutput reply) {
        long nowSeconds = reply.number(0);
        byte[] record = reply.bytes();
        if (nowSeconds < 0) {
            epochs.stale(keys);
            result.completeExceptionally(new UnavailableException("the counters are being rebuilt", null));
        } else {
            result.complete(record == null ? null : remembered(record, nowSeconds));
        }
    }

    /** Reads {@code <second of expiry>|<position>,<position>|;<leg>;<leg>;\n<memory>}, as leg.lua describes it. */
    private static Remembered remembered(byte[] record, long nowSeconds) {
        int end = 0;
        while (record[end] != '\n') {
            end++;
        }
        String line = new String(record, 0, end, StandardCharsets.US_ASCII);
        int first = line.indexOf('|');
        int second = line.indexOf('|', first + 1);
        long expires = Long.parseLong(line, 0, first, 10);
        int[] chosen = Arrays.stream(line.substring(first + 1, second).split(",", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        byte[] memory = Arrays.copyOfRange(record, end + 1, record.length);
        return new Remembered(chosen, expires, expires <= nowSeconds, memory);
    }

    @Override
    void onFailure(Throwable cause) {
        result.completeExceptionally(cause);
    }
}
