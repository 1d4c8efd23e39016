package dev.gavel.server.http;

import reactor.core.publisher.Mono;

/**
 * A function from a call to its answer. Everything around it (authentication, idempotency, metrics) is a route that wraps a route.
 *
 * <p>Thread safety: called on any event loop; must not block it.
 */
@FunctionalInterface
public interface Route {

    /** Completes with the answer, or with a {@link Refusal}; any other error becomes a 500 that says nothing. */
    Mono<Answer> answer(Call call);
}
