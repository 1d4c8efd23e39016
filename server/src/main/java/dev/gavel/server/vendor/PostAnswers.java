package dev.gavel.server.vendor;

import dev.gavel.auction.bid.Deadline;
import dev.gavel.persistence.postgres.PostStart;
import dev.gavel.persistence.postgres.SalesBook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** The stored answers of posts. Thread safety: any thread. */
final class PostAnswers {

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(25);
    private static final int MOST_DOUBLINGS = 4;

    private final SalesBook sales;
    private final FlowClock clock;

    PostAnswers(SalesBook sales, FlowClock clock) {
        this.sales = sales;
        this.clock = clock;
    }

    /** The answer of a ping that this vendor posted before, "pending" while it has none; empty when nothing of it was begun. */
    Mono<byte[]> now(String tenant, String pingId, String vendor) {
        return sales.earlier(tenant, pingId, vendor).map(earlier -> answer(pingId, earlier));
    }

    /** As {@link #now}, but waits for the outcome of whoever delivers the ping; "pending" when the deadline comes first. */
    Mono<byte[]> await(String tenant, String pingId, String vendor, Deadline deadline) {
        return sales.earlier(tenant, pingId, vendor)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .repeatWhen(rounds -> rounds.index()
                        .concatMap(round ->
                                clock.after(pause(round.getT1(), deadline)).thenReturn(true)))
                .filter(earlier -> !isInFlight(earlier) || deadline.remainingNanos(clock.nanoTime()) == 0)
                .next()
                .flatMap(Mono::justOrEmpty)
                .map(earlier -> answer(pingId, earlier));
    }

    /** Doubles with each round, and ends with the deadline. */
    private Duration pause(long round, Deadline deadline) {
        Duration pause = SHORTEST_PAUSE.multipliedBy(1L << Math.min(round, MOST_DOUBLINGS));
        Duration left = Duration.ofNanos(deadline.remainingNanos(clock.nanoTime()));
        return pause.compareTo(left) < 0 ? pause : left;
    }

    private static boolean isInFlight(Optional<PostStart.Earlier> earlier) {
        return earlier.isPresent() && earlier.get() instanceof PostStart.InFlight;
    }

    private static byte[] answer(String pingId, PostStart.Earlier earlier) {
        return switch (earlier) {
            case PostStart.Finished finished -> finished.answer().getBytes(StandardCharsets.UTF_8);
            case PostStart.InFlight _ -> VendorAnswers.pending(pingId);
        };
    }
}
