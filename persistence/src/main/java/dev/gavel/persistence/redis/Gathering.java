package dev.gavel.persistence.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Questions of one tenant that will go to Redis in one call, whichever loops they came from. Each hears of its reply on the loop that it came from.
 *
 * <p>Thread safety: none; guarded by the {@link CallQueue} until it is taken, then of the loop that sends it.
 *
 * @param <Q> a question
 * @param <R> its reply
 */
final class Gathering<Q, R> {

    private final TenantKeys keys;
    private final List<Q> questions = new ArrayList<>();
    private final List<CompletableFuture<R>> replies = new ArrayList<>();
    private final List<Lane> origins = new ArrayList<>();
    private final long startedNanos;

    /**
     * @param startedNanos since when its first question waits, by {@link System#nanoTime}
     */
    Gathering(TenantKeys keys, long startedNanos) {
        this.keys = keys;
        this.startedNanos = startedNanos;
    }

    /**
     * @param origin the lane of the loop on which the reply is completed
     */
    void add(Q question, CompletableFuture<R> reply, Lane origin) {
        questions.add(question);
        replies.add(reply);
        origins.add(origin);
    }

    /** One of its questions, apart from the others. */
    Gathering<Q, R> single(int index) {
        Gathering<Q, R> single = new Gathering<>(keys, startedNanos);
        single.add(questions.get(index), replies.get(index), origins.get(index));
        return single;
    }

    int size() {
        return questions.size();
    }

    TenantKeys keys() {
        return keys;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** Whether a question under these keys may join. */
    @SuppressWarnings("ReferenceEquality") // Another epoch has another object, and the same one the same.
    boolean isFor(TenantKeys others) {
        return keys == others;
    }

    /** In the order in which they came. */
    List<Q> questions() {
        return questions;
    }

    /** Completes all with the outcome of their index: on the other loops soon, on this one, the given lane's, now. */
    void complete(Lane here, Outcomes<R> outcomes) {
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

    private void completeOf(Lane lane, Outcomes<R> outcomes) {
        for (int i = 0; i < replies.size(); i++) {
            if (origins.get(i) == lane) {
                outcomes.complete(i, replies.get(i));
            }
        }
    }

    /** What becomes of the questions, by index. */
    @FunctionalInterface
    interface Outcomes<R> {
        /** Completes the reply to the question at an index; on any loop. */
        void complete(int index, CompletableFuture<R> reply);
    }
}
