package dev.gavel.persistence.audit;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Where decisions append their events, and the drainer takes them from. What was read and not acknowledged is read again: delivery is at least
 * once.
 *
 * <p>Thread safety: any thread.
 */
public interface EventSource {

    /**
     * One entry: the events that one script call appended.
     *
     * @param id {@code millis-number}, ascending within a tenant's stream
     * @param events exact JSON texts, in order
     */
    record Entry(String id, List<String> events) {
        public Entry {
            events = List.copyOf(events);
        }
    }

    /** The oldest entries that are not acknowledged; empty when there are none. Completes at once. */
    Mono<List<Entry>> read(String tenant, int max);

    /** Removes entries that are safe elsewhere. Idempotent. */
    Mono<Void> acknowledge(String tenant, List<String> ids);

    /** Entries that are not acknowledged. */
    Mono<Long> backlog(String tenant);
}
