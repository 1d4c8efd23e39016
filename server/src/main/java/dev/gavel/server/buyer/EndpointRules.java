package dev.gavel.server.buyer;

import dev.gavel.auction.contract.Endpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint must be like to be called at all. The reader of the market has told the author most of it already, with line numbers; this is the
 * last look, with the secrets in place.
 */
public final class EndpointRules {

    /** Headers that Gavel sets itself, beside all that begin with {@code gavel-}. */
    private static final Set<String> OWN_HEADERS = Set.of(
            "host",
            "connection",
            "content-length",
            "content-type",
            "transfer-encoding",
            "te",
            "upgrade",
            "trailer",
            "expect",
            "accept-encoding",
            "idempotency-key",
            "traceparent",
            "tracestate",
            "origin",
            "sec-websocket-key",
            "sec-websocket-version",
            "sec-websocket-protocol",
            "sec-websocket-extensions");

    private static final String SECRET_OPEN = "${secret:";

    private EndpointRules() {}

    /** The endpoint itself, when its address and limits are usable. */
    static Endpoint checked(Endpoint endpoint) {
        URI uri = parse(endpoint.url());
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean stream = endpoint.protocol() == Endpoint.Protocol.STREAM;
        if (!(stream ? Set.of("wss", "ws") : Set.of("https", "http")).contains(scheme)) {
            throw new IllegalArgumentException(
                    "url: not " + (stream ? "a ws or wss" : "an http or https") + " address");
        }
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("url: expected a host, and neither user nor fragment");
        }
        positive("maxConcurrent", endpoint.maxConcurrent());
        positive("maxPerSecond", endpoint.maxPerSecond());
        positive("timeout in ms", endpoint.timeout().toMillis());
        return endpoint;
    }

    /**
     * The headers of every call, with <code>${secret:NAME}</code> replaced by secrets.
     *
     * @throws IllegalArgumentException for a header that is not the buyer's to set, and for a secret that does not exist; shows no value
     */
    static Map<String, String> headers(Endpoint endpoint, Endpoints.Secrets secrets) {
        return headers(endpoint.headers(), secrets);
    }

    /** The same for these headers. */
    public static Map<String, String> headers(Map<String, String> wanted, Endpoints.Secrets secrets) {
        Map<String, String> headers = new HashMap<>();
        headers.put("content-type", "application/json");
        headers.put("accept", "application/json");
        headers.put("user-agent", "Gavel");
        addTo(headers, wanted, secrets);
        return headers;
    }

    /** Those with which a bid stream is opened. */
    static Map<String, String> streamHeaders(Endpoint endpoint, Endpoints.Secrets secrets) {
        Map<String, String> headers = new HashMap<>();
        headers.put("user-agent", "Gavel");
        addTo(headers, endpoint.headers(), secrets);
        return headers;
    }

    /** The secret by which both sides of a stream show who they are; null when the endpoint names none. */
    static @Nullable String streamSecret(Endpoint endpoint, Endpoints.Secrets secrets) {
        if (endpoint.secret() == null) {
            return null;
        }
        String secret = secrets.valueOf(endpoint.secret());
        if (secret == null) {
            throw new IllegalArgumentException("secret: there is no secret " + endpoint.secret());
        }
        return secret;
    }

    private static void addTo(Map<String, String> headers, Map<String, String> wanted, Endpoints.Secrets secrets) {
        wanted.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (OWN_HEADERS.contains(lower) || lower.startsWith("gavel-")) {
                throw new IllegalArgumentException("headers: " + name + " is set by Gavel");
            }
            headers.put(lower, visible(name, resolved(value, secrets)));
        });
    }

    private static String resolved(String value, Endpoints.Secrets secrets) {
        StringBuilder resolved = new StringBuilder();
        int done = 0;
        for (int start = value.indexOf(SECRET_OPEN); start >= 0; start = value.indexOf(SECRET_OPEN, done)) {
            int end = value.indexOf('}', start);
            if (end < 0) {
                throw new IllegalArgumentException("headers: a secret's name is not closed with }");
            }
            String name = value.substring(start + SECRET_OPEN.length(), end);
            String secret = secrets.valueOf(name);
            if (secret == null) {
                throw new IllegalArgumentException("headers: there is no secret " + name);
            }
            resolved.append(value, done, start).append(secret);
            done = end + 1;
        }
        return resolved.append(value, done, value.length()).toString();
    }

    private static String visible(String name, String value) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) <= ' ' || name.charAt(i) > '~' || name.charAt(i) == ':') {
                throw new IllegalArgumentException("headers: a name has characters that no header name has");
            }
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                throw new IllegalArgumentException(
                        "headers: the value of " + name + " has characters beside visible ASCII");
            }
        }
        return value;
    }

    private static URI parse(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            // The message is not passed on: it repeats the address, and some addresses carry keys.
            throw new IllegalArgumentException("url: malformed at position " + e.getIndex());
        }
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }
}
