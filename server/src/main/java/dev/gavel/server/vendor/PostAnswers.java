package dev.gavel.server.vendor;

import dev.gavel.auction.bid.Deadline;
import dev.gavel.persistence.postgres.Sales;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** The stored answers of posts. Thread safety: stateless. */
final class PostAnswers {

    private static final Duration PAUSE = Duration.ofMillis(25);

    private PostAnswers() {}

    /** The answer of a ping that this vendor posted before; empty when it did not, or is still being delivered. */
    static Mono<byte[]> of(Sales sales, String tenant, String pingId, String vendor) {
        return sales.answerOf(tenant, pingId, vendor)
                .flatMap(Mono::justOrEmpty)
                .map(answer -> answer.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits for another request's outcome; "pending" when the deadline comes first. */
    static Mono<byte[]> await(Sales sales, String tenant, String pingId, String vendor, Deadline deadline) {
        return of(sales, tenant, pingId, vendor).switchIfEmpty(Mono.defer(() -> {
            boolean over = deadline.remainingNanos(System.nanoTime()) <= PAUSE.toNanos();
            return over
                    ? Mono.just(VendorAnswers.pending(pingId))
                    : Mono.delay(PAUSE).then(await(sales, tenant, pingId, vendor, deadline));
        }));
    }
}
