package dev.gavel.bench.ceiling;

/** A server that listens. */
interface CeilingServer extends AutoCloseable {

    int port();

    /** Stops listening and ends the event loops. */
    @Override
    void close();
}
