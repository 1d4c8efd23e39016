package dev.gavel.server.http;

import java.time.Duration;

/**
 * Bounds on everything that a client controls.
 *
 * @param bodyBytes longest request body
 * @param headerBytes longest header block
 * @param requestLineBytes longest request line
 * @param idle a kept-alive connection without a request is closed after it
 * @param request a request must have arrived whole within it
 * @param inFlight requests being answered at most; pings get {@link #pingShare} of it so that posts go first
 */
public record HttpLimits(
        int bodyBytes, int headerBytes, int requestLineBytes, Duration idle, Duration request, int inFlight) {

    private static final double PING_SHARE = 0.8;

    /** In-flight requests beyond which pings are shed. */
    public int pingShare() {
        return (int) (inFlight * PING_SHARE);
    }
}
