package dev.gavel.server.http;

import dev.gavel.auction.reason.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Finds the route for a path: exact paths first, then the longest prefix that was registered with a trailing slash.
 *
 * <p>Thread safety: immutable once built.
 */
public final class Router implements Route {

    private final Map<String, Map<String, Route>> exact;
    private final List<Map.Entry<String, Map<String, Route>>> prefixes;

    private Router(Map<String, Map<String, Route>> exact, List<Map.Entry<String, Map<String, Route>>> prefixes) {
        this.exact = exact;
        this.prefixes = prefixes;
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Mono<Answer> answer(Call call) {
        Map<String, Route> methods = methodsOf(call.path());
        if (methods == null) {
            return Mono.error(Refusal.of(404, Reason.ROUTE_UNKNOWN));
        }
        Route route = methods.get(call.method());
        if (route == null) {
            String allowed = String.join(", ", methods.keySet());
            Answer problem =
                    Problem.of(Refusal.of(405, Reason.METHOD_NOT_ALLOWED, "Allowed: " + allowed), call.traceId());
            return Mono.just(new Answer(405, problem.contentType(), problem.body(), Map.of("allow", allowed)));
        }
        return route.answer(call);
    }

    private @Nullable Map<String, Route> methodsOf(String path) {
        Map<String, Route> methods = exact.get(path);
        if (methods != null) {
            return methods;
        }
        for (Map.Entry<String, Map<String, Route>> prefix : prefixes) {
            if (path.startsWith(prefix.getKey())) {
                return prefix.getValue();
            }
        }
        return null;
    }

    /** Collects routes. */
    public static final class Builder {

        private final Map<String, Map<String, Route>> exact = new HashMap<>();
        private final Map<String, Map<String, Route>> prefixes = new HashMap<>();

        private Builder() {}

        /** Registers a route; a path that ends in a slash (and is longer than it) stands for everything below it. */
        public Builder on(String method, String path, Route route) {
            boolean prefix = path.length() > 1 && path.endsWith("/");
            Route previous = (prefix ? prefixes : exact)
                    .computeIfAbsent(path, _ -> new TreeMap<>())
                    .put(method, route);
            if (previous != null) {
                throw new IllegalArgumentException("route: " + method + " " + path + " is there twice");
            }
            return this;
        }

        public Router build() {
            return new Router(
                    Map.copyOf(exact),
                    prefixes.entrySet().stream()
                            .sorted((a, b) -> b.getKey().length() - a.getKey().length())
                            .toList());
        }
    }
}
