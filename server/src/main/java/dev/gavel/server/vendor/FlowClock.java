package dev.gavel.server.vendor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import reactor.core.publisher.Mono;

/**
 * The time that the vendors' flows run by: of day for what is written, monotonic for deadlines, and a timer. A test may let it stand still.
 *
 * <p>Thread safety: any thread.
 */
public interface FlowClock extends InstantSource {

    /** The monotonic clock that deadlines are read on, in nanoseconds. */
    long nanoTime();

    /** Completes after so long. */
    Mono<Void> after(Duration pause);

    /** The system's monotonic clock and timer beside this time of day. */
    static FlowClock of(InstantSource timeOfDay) {
        return new FlowClock() {
            @Override
            public Instant instant() {
                return timeOfDay.instant();
            }

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public Mono<Void> after(Duration pause) {
                return Mono.delay(pause).then();
            }
        };
    }
}
