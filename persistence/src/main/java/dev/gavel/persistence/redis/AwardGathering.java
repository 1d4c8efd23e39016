package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Leads of one tenant that will go to Redis in one call, whichever loops they came from. Each hears of its reply on the loop that it came from.
 *
 * <p>Thread safety: none; guarded by the {@link AwardQueue} until it is taken, then of the loop that sends it.
 */
final class AwardGathering {

    private final TenantKeys keys;
    private final List<Request> requests = new ArrayList<>();
    private final List<Wish> wishes = new ArrayList<>();
    private final List<CompletableFuture<Reply>> replies = new ArrayList<>();
    private final List<Lane> origins = new ArrayList<>();
    private final long startedNanos;

    /**
     * @param startedNanos since when its first lead waits, by {@link System#nanoTime}
     */
    AwardGathering(TenantKeys keys, long startedNanos) {
        this.keys = keys;
        this.startedNanos = startedNanos;
    }

    /**
     * @param origin the lane of the loop on which the reply is completed
     */
    void add(Request request, Wish wish, CompletableFuture<Reply> reply, Lane origin) {
        requests.add(request);
        wishes.add(wish);
        replies.add(reply);
        origins.add(origin);
    }

    /** One of its leads, apart from the others. */
    AwardGathering single(int index) {
        AwardGathering single = new AwardGathering(keys, startedNanos);
        single.add(requests.get(index), wishes.get(index), replies.get(index), origins.get(index));
        return single;
    }

    int size() {
        return requests.size();
    }

    TenantKeys keys() {
        return keys;
    }

    long startedNanos() {
        return startedNanos;
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

    /** Completes all with the outcome of their index: on the other loops soon, on this one, the given lane's, now. */
    void complete(Lane here, Outcomes outcomes) {
        List<Lane> others = new ArrayList<>();
        for (Lane origin : origins) {
            if (origin != here && !others.contains(origin)) {
                others.add(origin);
            }
        }
        for (Lane other : others) {
            other.loop().execute(() -> completeOf(other, outcomes));
        }
        completeOf(here, outcomes);
    }

    private void completeOf(Lane lane, Outcomes outcomes) {
        for (int i = 0; i < replies.size(); i++) {
            if (origins.get(i) == lane) {
                outcomes.complete(i, replies.get(i));
            }
        }
    }

    /** What becomes of the leads, by index. */
    @FunctionalInterface
    interface Outcomes {
        /** Completes the reply of the lead at an index; on any loop. */
        void complete(int index, CompletableFuture<Reply> reply);
    }
}
