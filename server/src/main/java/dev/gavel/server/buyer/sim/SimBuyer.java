package dev.gavel.server.buyer.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One simulated buyer: how it behaves, and what it received. Takes every lead and bids nothing until told otherwise.
 *
 * <p>Thread safety: safe; behaviour can be changed at any time and applies to the requests that come after.
 */
public final class SimBuyer {

    private static final int MOST_POSTS = 10_000;

    private final String id;
    private final AtomicLong bidsAsked = new AtomicLong();
    private final Deque<Received> bidRequests = new ArrayDeque<>();
    private final Map<String, Post> keyToPost = new LinkedHashMap<>();
    private long postsReceived;
    private volatile int keptBidRequests;
    private volatile Bidding bidding = Bidding.noBid();
    private volatile Manner biddingManner = new Manner.AtOnce();
    private volatile Posting posting = Posting.accept();
    private volatile Manner postingManner = new Manner.AtOnce();

    SimBuyer(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    /** From now on bids so, at once. */
    public SimBuyer bids(Bidding how) {
        return bids(how, new Manner.AtOnce());
    }

    /** From now on bids so. */
    public SimBuyer bids(Bidding how, Manner manner) {
        bidding = how;
        biddingManner = manner;
        return this;
    }

    /** From now on treats leads so, at once. */
    public SimBuyer posts(Posting how) {
        return posts(how, new Manner.AtOnce());
    }

    /** From now on treats leads so. */
    public SimBuyer posts(Posting how, Manner manner) {
        posting = how;
        postingManner = manner;
        return this;
    }

    /** Keeps so many of the last requests for bids; none unless told. */
    public SimBuyer keepBidRequests(int count) {
        keptBidRequests = count;
        return this;
    }

    boolean keepsBidRequests() {
        return keptBidRequests > 0;
    }

    /** How often the buyer was asked for a bid. */
    public long bidsAsked() {
        return bidsAsked.get();
    }

    /** The last requests for bids, oldest first. */
    public List<Received> bidRequests() {
        synchronized (bidRequests) {
            return List.copyOf(bidRequests);
        }
    }

    /** The leads that were received, one per idempotency key, oldest first; the last 10,000. */
    public List<Received> posts() {
        synchronized (keyToPost) {
            return keyToPost.values().stream().map(Post::first).toList();
        }
    }

    /** How often a lead with this idempotency key came. */
    public int timesPosted(String idempotencyKey) {
        synchronized (keyToPost) {
            Post post = keyToPost.get(idempotencyKey);
            return post == null ? 0 : post.times();
        }
    }

    Answered answerBid(Received request) {
        long number = bidsAsked.incrementAndGet();
        if (keepsBidRequests()) {
            keep(request);
        }
        return new Answered(bidding.answer(id, number, request.body()), biddingManner);
    }

    private void keep(Received request) {
        synchronized (bidRequests) {
            bidRequests.addLast(request);
            while (bidRequests.size() > keptBidRequests) {
                bidRequests.removeFirst();
            }
        }
    }

    /** The same key gets the same answer; a lead without a key is a new one each time. */
    Answered answerPost(Received request) {
        synchronized (keyToPost) {
            postsReceived++;
            String key = request.headers().getOrDefault("idempotency-key", "without-key-" + postsReceived);
            Post known = keyToPost.get(key);
            Post post = known == null
                    ? new Post(request, posting.answer(id, keyToPost.size() + 1L, request.body()), 1)
                    : new Post(known.first(), known.reply(), known.times() + 1);
            keyToPost.put(key, post);
            if (keyToPost.size() > MOST_POSTS) {
                keyToPost.remove(new ArrayList<>(keyToPost.keySet()).getFirst());
            }
            return new Answered(post.reply(), postingManner);
        }
    }

    /** A decision and how it is told. */
    record Answered(Reply reply, Manner manner) {}

    private record Post(Received first, Reply reply, int times) {}
}
