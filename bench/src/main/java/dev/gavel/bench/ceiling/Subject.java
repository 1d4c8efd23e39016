package dev.gavel.bench.ceiling;

import dev.gavel.bench.load.RequestTemplate;
import java.io.IOException;

/**
 * A server that takes its turn in a comparison.
 *
 * <p>Thread safety: confined to one thread.
 */
public interface Subject extends AutoCloseable {

    /** How it is called in the results. */
    String name();

    /** Blocks until the server answers on {@link #port}. */
    void start() throws IOException;

    /** On the loopback; known once started. */
    int port();

    /** What the generator sends. */
    RequestTemplate request();

    /** Text that a wanted answer has in its body. */
    String marker();

    /** Ends what {@link #start} began. */
    @Override
    void close();
}
