package dev.gavel.persistence.testkit;

import java.time.Duration;

/** What a {@link ChaosProxy} does to the bytes that pass. */
public sealed interface Toxic {

    /** Nothing. */
    record None() implements Toxic {}

    /** All bytes come later, by the delay and up to the jitter more, in their order. */
    record Latency(Duration delay, Duration jitter) implements Toxic {}

    /** No byte passes until the toxic is gone; then all do. */
    record Stall() implements Toxic {}

    /** With a chance, each time that bytes arrive, both connections are reset instead. */
    record Reset(double chance) implements Toxic {}

    /** With a chance, each time that bytes arrive, whoever would get them gets the end of the stream, and nothing any more from this connection. */
    record HalfClose(double chance) implements Toxic {}

    /** Each byte has this chance to have one of its bits turned over. */
    record Corrupt(double chancePerByte, Towards towards) implements Toxic {}

    /** So many bytes pass a second, in each direction of each connection. */
    record Bandwidth(long bytesPerSecond) implements Toxic {}

    /** The bytes of which direction. */
    enum Towards {
        CLIENT,
        SERVER,
        BOTH
    }
}
