package dev.gavel.server.buyer.wire;

/**
 * One event loop's connections to one address of a buyer.
 *
 * <p>Thread safety: {@link #open} and {@link #close} may be called from anywhere; the rest is confined to the event loop.
 */
public interface Wire {

    /** Prepares for requests: a stream connects, others wait for the first request. */
    void open();

    /** Whether the other side takes another request now; false means that what was sent is not being read or answered. */
    default boolean hasRoom() {
        return true;
    }

    /**
     * Sends the request as soon as there is a connection, or fails it. Never waits for room: who calls has asked the guard before.
     *
     * <p>It may fail before this returns.
     */
    void send(Ask ask);

    /** Takes no more requests; connections end when they are idle. */
    void close();
}
