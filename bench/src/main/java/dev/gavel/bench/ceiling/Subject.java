package dev.gavel.bench.ceiling;

import dev.gavel.bench.load.RequestTemplate;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

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

    /** The server's process, where it is known: its processor time is measured then. */
    @Nullable
    ProcessHandle process();

    /** What the generator sends. */
    RequestTemplate request();

    /** Text that a wanted answer has in its body. */
    String marker();

    /** Ends what {@link #start} began. */
    @Override
    void close();
}
