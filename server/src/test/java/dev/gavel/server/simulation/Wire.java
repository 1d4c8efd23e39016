package dev.gavel.server.simulation;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * A node's connection to a store: calls take time, overtake each other, get lost, or take effect and lose their answer.
 *
 * <p>Thread safety: confined to the run's thread.
 */
final class Wire {

    private static final long SHORTEST = 50_000;
    private static final long USUAL = 4 * Timeline.MILLI;
    private static final long LONGEST = 900 * Timeline.MILLI;

    private final Timeline timeline;
    private final Life life;
    private final String name;
    private final IntSupplier lostPerMille;
    private final long timeoutNanos;
    private final Supplier<RuntimeException> failure;

    Wire(
            Timeline timeline,
            Life life,
            String name,
            IntSupplier lostPerMille,
            long timeoutNanos,
            Supplier<RuntimeException> failure) {
        this.timeline = timeline;
        this.life = life;
        this.name = name;
        this.lostPerMille = lostPerMille;
        this.timeoutNanos = timeoutNanos;
        this.failure = failure;
    }

    /**
     * Lets {@code effect} take place at the other end, and brings back what it gives.
     *
     * @param shown how the trace tells it; empty for nothing worth telling
     */
    <T> CompletableFuture<T> call(String what, Supplier<T> effect, Function<T, String> shown) {
        CompletableFuture<T> reply = new CompletableFuture<>();
        boolean requestLost = timeline.chance(lostPerMille.getAsInt());
        boolean replyLost = !requestLost && timeline.chance(lostPerMille.getAsInt());
        if (requestLost) {
            timeline.note(name + " " + what + " request lost");
        } else {
            timeline.after(delay(), () -> arrive(what, effect, shown, reply, replyLost));
        }
        timeline.after(timeoutNanos, () -> {
            if (!reply.isDone()) {
                finish(() -> reply.completeExceptionally(failure.get()));
            }
        });
        return reply;
    }

    private <T> void arrive(
            String what, Supplier<T> effect, Function<T, String> shown, CompletableFuture<T> reply, boolean replyLost) {
        try {
            T value = effect.get();
            String text = value == null ? "nothing" : shown.apply(value);
            if (!text.isEmpty()) {
                timeline.note(name + " " + what + " = " + text + (replyLost ? ", answer lost" : ""));
            }
            if (!replyLost) {
                timeline.after(delay(), () -> finish(() -> reply.complete(value)));
            }
        } catch (RuntimeException e) {
            timeline.note(name + " " + what + " failed: " + e);
            timeline.after(delay(), () -> finish(() -> reply.completeExceptionally(e)));
        }
    }

    private void finish(Runnable completion) {
        if (!life.isOver()) {
            completion.run();
        }
    }

    private long delay() {
        boolean mayBeSlow = lostPerMille.getAsInt() > 0;
        return mayBeSlow && timeline.chance(40) ? timeline.between(USUAL, LONGEST) : timeline.between(SHORTEST, USUAL);
    }
}
