package dev.gavel.server.http;

import dev.gavel.auction.reason.Reason;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Finds the route for a path: exact paths first, then those with a part in braces that stands for any one segment, in the order in which they
 * were registered, then the longest prefix that was registered with a trailing slash.
 *
 * <p>Thread safety: immutable once built.
 */
public final class Router implements Route {

    private final Map<String, Map<String, Route>> exact;
    private final List<Pattern> patterns;
    private final List<Map.Entry<String, Map<String, Route>>> prefixes;

    private Router(
            Map<String, Map<String, Route>> exact,
            List<Pattern> patterns,
            List<Map.Entry<String, Map<String, Route>>> prefixes) {
        this.exact = exact;
        this.patterns = patterns;
        this.prefixes = prefixes;
    }

    /** A path of which some segments may be anything. */
    private record Pattern(String[] segments, Map<String, Route> methods) {

        boolean matches(String[] path) {
            if (path.length != segments.length) {
                return false;
            }
            for (int i = 0; i < path.length; i++) {
                boolean any = segments[i].startsWith("{");
                if (any ? path[i].isEmpty() : !segments[i].equals(path[i])) {
                    return false;
                }
            }
            return true;
        }
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
        String[] segments = Call.segments(path);
        for (Pattern pattern : patterns) {
            if (pattern.matches(segments)) {
                return pattern.methods();
            }
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
        private final Map<String, Map<String, Route>> patterns = new LinkedHashMap<>();
        private final Map<String, Map<String, Route>> prefixes = new HashMap<>();

        private Builder() {}

        /**
         * Registers a route; a path that ends in a slash (and is longer than it) stands for everything below it, a segment in braces for any
         * one segment.
         */
        public Builder on(String method, String path, Route route) {
            boolean prefix = path.length() > 1 && path.endsWith("/");
            Map<String, Map<String, Route>> kind = prefix ? prefixes : path.contains("{") ? patterns : exact;
            Route previous = kind.computeIfAbsent(path, _ -> new TreeMap<>()).put(method, route);
            if (previous != null) {
                throw new IllegalArgumentException("route: " + method + " " + path + " is there twice");
            }
            return this;
        }

        public Router build() {
            return new Router(
                    Map.copyOf(exact),
                    patterns.entrySet().stream()
                            .map(entry -> new Pattern(Call.segments(entry.getKey()), entry.getValue()))
                            .toList(),
                    prefixes.entrySet().stream()
                            .sorted((a, b) -> b.getKey().length() - a.getKey().length())
                            .toList());
        }
    }
}
