package dev.gavel.server.vendor;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Flows that run now, by a key: whoever comes while one of the same key runs shares its result instead of beginning another. A flow that has begun
 * is finished even when everybody who waited for it has hung up.
 *
 * <p>Thread safety: any thread.
 */
final class JoinedFlows<T> {

    private final ConcurrentHashMap<String, Mono<T>> keyToFlow = new ConcurrentHashMap<>();

    /**
     * The result of the flow that runs under this key, or of a new one, once it is subscribed to.
     *
     * @param flow assembles the new flow without running any of it
     */
    Mono<T> join(String key, Supplier<Mono<T>> flow) {
        // Looked up on subscription: a flow that nobody subscribes to would be in the way of all that come later.
        return Mono.defer(() -> keyToFlow.computeIfAbsent(
                key, _ -> flow.get().doFinally(_ -> keyToFlow.remove(key)).cache()));
    }

    /** How many run. */
    int running() {
        return keyToFlow.size();
    }
}
