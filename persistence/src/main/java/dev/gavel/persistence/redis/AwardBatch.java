package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.reason.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Leads of one tenant that go to Redis in one call. */
final class AwardBatch extends ScriptCall {

    private static final Reason[] REASONS = new Reason[7_000];

    static {
        for (Reason reason : Reason.values()) {
            REASONS[reason.code()] = reason;
        }
    }

    private final TenantKeys keys;
    private final Epochs epochs;
    private final List<Request> requests = new ArrayList<>();
    private final List<CompletableFuture<Reply>> replies = new ArrayList<>();

    AwardBatch(TenantKeys keys, Epochs epochs, RespWriter body) {
        super(Script.AWARD, body);
        this.keys = keys;
        this.epochs = epochs;
    }

    void add(Request request, CompletableFuture<Reply> reply) {
        requests.add(request);
        replies.add(reply);
    }

    int size() {
        return requests.size();
    }

    TenantKeys keys() {
        return keys;
    }

    Request request(int index) {
        return requests.get(index);
    }

    CompletableFuture<Reply> reply(int index) {
        return replies.get(index);
    }

    /** Whether a lead under these keys may join. */
    @SuppressWarnings("ReferenceEquality") // Another epoch has another object, and the same one the same.
    boolean isFor(TenantKeys others) {
        return keys == others;
    }

    void encode(AwardEncoder encoder, long nowSeconds) {
        encoder.encode(requests, keys, this, nowSeconds);
    }

    @Override
    void onReply(ReplyOutput reply) {
        if (reply.number(0) < 0) {
            epochs.stale(keys);
            for (CompletableFuture<Reply> waiting : replies) {
                waiting.complete(new Reply.Stale(Reason.COUNTERS_STALE));
            }
            return;
        }
        long nowMillis = reply.number(0);
        int at = 1;
        for (int i = 0; i < replies.size(); i++) {
            int code = (int) reply.number(at++);
            if (code == 0) {
                long expires = reply.number(at++);
                int[] chosen = new int[(int) reply.number(at++)];
                for (int leg = 0; leg < chosen.length; leg++) {
                    chosen[leg] = (int) reply.number(at++);
                }
                replies.get(i).complete(new Reply.Awarded(chosen, nowMillis, expires));
            } else {
                replies.get(i).complete(refusal(REASONS[code]));
            }
        }
    }

    private static Reply refusal(Reason reason) {
        return reason == Reason.COUNTERS_STALE ? new Reply.Stale(reason) : new Reply.Refused(reason);
    }

    @Override
    void onFailure(Throwable cause) {
        for (CompletableFuture<Reply> waiting : replies) {
            waiting.completeExceptionally(cause);
        }
    }
}
