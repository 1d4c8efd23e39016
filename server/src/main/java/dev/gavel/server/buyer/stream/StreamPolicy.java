package dev.gavel.server.buyer.stream;

import java.time.Duration;

/**
 * How Gavel keeps its bid streams.
 *
 * <p>Thread safety: immutable.
 *
 * @param handshake longest time from the connection to the other side's agreement
 * @param heartbeat how often a sign of life is asked for; a stream that has been silent for two of these is closed
 * @param firstBackOff wait before the first attempt to connect again; doubled with each that fails
 * @param longestBackOff the longest such wait
 * @param settled how long a stream must have been open before the next wait is the first one again
 * @param farewell longest time that a stream which takes no more requests waits for the answers to those it has
 * @param messageBytes from which size on a message is sent before the turn of the event loop is over
 * @param unsentBytes how much may wait to be read by the other side before it gets no more requests
 */
public record StreamPolicy(
        Duration handshake,
        Duration heartbeat,
        Duration firstBackOff,
        Duration longestBackOff,
        Duration settled,
        Duration farewell,
        int messageBytes,
        int unsentBytes) {

    /** What is used unless configured otherwise. */
    public static final StreamPolicy STANDARD = new StreamPolicy(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            32 * 1024,
            256 * 1024);
}
