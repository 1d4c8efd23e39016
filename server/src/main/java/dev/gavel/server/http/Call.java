package dev.gavel.server.http;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, read whole.
 *
 * @param path without query, as sent
 * @param query what stands behind the question mark; empty when nothing does
 * @param remoteAddress the peer's IP address in text form
 * @param body at most as long as {@link HttpLimits#bodyBytes}
 * @param traceId 32 hex digits, from the caller's {@code traceparent} or made here
 * @param arrivedNanos when it arrived, on the monotonic clock
 */
public record Call(
        String method,
        String path,
        String query,
        HttpHeaders headers,
        String remoteAddress,
        byte[] body,
        String traceId,
        long arrivedNanos) {

    private static final String HOOKS = "/hooks/";

    /** The header's first value, or null. */
    public @Nullable String header(CharSequence name) {
        return headers.get(name);
    }

    /** What follows a route's prefix in the path: the id in {@code /api/pings/{id}}. */
    public String pathAfter(String prefix) {
        return path.substring(prefix.length());
    }

    /** The path as it may be shown: without the key at the end of a hook's address. */
    public static String shown(String path) {
        return path.startsWith(HOOKS) ? path.substring(0, path.lastIndexOf('/') + 1) + "..." : path;
    }

    /** A part of the path between slashes: in {@code /api/returns/{id}} number 2 is the id. */
    public String segment(int number) {
        return segments(path)[number];
    }

    static String[] segments(String path) {
        return path.substring(path.startsWith("/") ? 1 : 0).split("/", -1);
    }

    /** Shows neither headers nor body: both carry what must not reach a log. */
    @Override
    public String toString() {
        return method + " " + shown(path);
    }
}
