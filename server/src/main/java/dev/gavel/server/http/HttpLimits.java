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
 * @param connections open at most; whoever comes beyond is told so and turned away
 * @param connectionsPerAddress the same for one address; 0 for no limit of its own
 * @param inFlight requests being answered at most; pings get {@link #pingShare} of it so that posts go first
 */
public record HttpLimits(
        int bodyBytes,
        int headerBytes,
        int requestLineBytes,
        Duration idle,
        Duration request,
        int connections,
        int connectionsPerAddress,
        int inFlight) {

    private static final double PING_SHARE = 0.8;
    private static final int USUAL_CONNECTIONS = 16_384;

    /** Limits with as many connections as is usual. */
    public HttpLimits(
            int bodyBytes, int headerBytes, int requestLineBytes, Duration idle, Duration request, int inFlight) {
        this(bodyBytes, headerBytes, requestLineBytes, idle, request, USUAL_CONNECTIONS, 0, inFlight);
    }

    /** In-flight requests beyond which pings are shed. */
    public int pingShare() {
        return (int) (inFlight * PING_SHARE);
    }
}
