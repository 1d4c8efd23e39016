package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.reason.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Leads of one tenant that go to Redis in one call. */
final class AwardBatch extends ScriptCall {

    /** The lead got what it wished. */
    private static final int WISH = 1;
    /** The lead got the legs that follow. */
    private static final int LEGS = 0;

    private static final int[] NONE = {};
    private static final Reason[] REASONS = new Reason[7_000];

    static {
        for (Reason reason : Reason.values()) {
            REASONS[reason.code()] = reason;
        }
    }

    private final TenantKeys keys;
    private final Epochs epochs;
    private final List<Request> requests = new ArrayList<>();
    private final List<Wish> wishes = new ArrayList<>();
    private final List<CompletableFuture<Reply>> replies = new ArrayList<>();
    private final Runnable over;
    private @Nullable Throwable unprepared;

    /**
     * @param over is run once, when the call has an answer or will have none, before the leads hear of it
     */
    AwardBatch(TenantKeys keys, Epochs epochs, RespWriter body, Runnable over) {
        super(Script.AWARD, body);
        this.keys = keys;
        this.epochs = epochs;
        this.over = over;
    }

    void add(Request request, CompletableFuture<Reply> reply) {
        requests.add(request);
        wishes.add(Wish.of(request));
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

    List<Request> requests() {
        return requests;
    }

    /** What each of the leads gets where nothing is full. */
    List<Wish> wishes() {
        return wishes;
    }

    /** What had to be written before the award was not: the pings could not be posted. What is reserved lapses by itself. */
    void unprepared(Throwable cause) {
        unprepared = cause;
    }

    @Override
    void onOver() {
        over.run();
    }

    @Override
    void onReply(ReplyOutput reply) {
        if (unprepared != null) {
            onFailure(unprepared);
            return;
        }
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
            if (code == WISH) {
                long expires = reply.number(at++);
                replies.get(i).complete(new Reply.Awarded(wishes.get(i).legs(), NONE, nowMillis, expires));
            } else if (code == LEGS) {
                long expires = reply.number(at++);
                int[] chosen = positions(reply, at, requests.get(i).firstLeg());
                at += chosen.length + 1;
                int[] full = positions(reply, at, requests.get(i).firstLeg());
                at += full.length + 1;
                replies.get(i).complete(new Reply.Awarded(chosen, full, nowMillis, expires));
            } else {
                replies.get(i).complete(refusal(Objects.requireNonNull(REASONS[code], "code")));
            }
        }
    }

    /** The positions of the legs in a list, which stands behind its length. */
    private static int[] positions(ReplyOutput reply, int at, int firstLeg) {
        long count = reply.number(at);
        if (count < 0 || count > reply.count()) {
            throw new IllegalStateException("the reply has a list of " + count);
        }
        int[] positions = new int[(int) count];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = (int) reply.number(at + 1 + i) - firstLeg;
        }
        return positions;
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
