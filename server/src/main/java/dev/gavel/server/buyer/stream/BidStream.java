package dev.gavel.server.buyer.stream;

import dev.gavel.server.buyer.wire.Ask;
import dev.gavel.server.buyer.wire.Dialer;
import dev.gavel.server.buyer.wire.Target;
import dev.gavel.server.buyer.wire.Wire;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests over one lasting WebSocket (RFC 6455). Requests of one turn of the event loop share a message. Connects before it is needed, and again
 * whenever the connection is gone, with growing waits; while there is none, requests fail at once.
 */
public final class BidStream implements Wire {

    /** The subprotocol that both sides must name. */
    public static final String PROTOCOL = "gavel-bid-stream.v1";

    private final EventLoop loop;
    private final Dialer dialer;
    private final StreamPolicy policy;
    private final StreamMetrics metrics;
    private final Address address;
    private final @Nullable StreamProof proof;
    private @Nullable StreamConnection current;
    private boolean closed;
    private boolean connecting;
    private int failures;

    /**
     * A stream that is not open yet.
     *
     * @param address where to, and how to prove who is who
     */
    public BidStream(EventLoop loop, Dialer dialer, StreamPolicy policy, StreamMetrics metrics, Address address) {
        this.loop = loop;
        this.dialer = dialer;
        this.policy = policy;
        this.metrics = metrics;
        this.address = address;
        this.proof = address.secret() == null ? null : new StreamProof(address.secret());
    }

    /**
     * Where a stream leads.
     *
     * @param url ws or wss
     * @param headers of the handshake, by lower-case name
     * @param secret by which both sides show who they are; null for none
     * @param clock tells the time that is signed
     */
    public record Address(
            String url,
            Target target,
            Map<String, String> headers,
            @Nullable String secret,
            Clock clock) {

        /** Shows neither headers nor the address. */
        @Override
        public String toString() {
            return "Address";
        }
    }

    @Override
    public void open() {
        onLoop(this::connect);
    }

    @Override
    public boolean hasRoom() {
        return current == null || current.hasRoom();
    }

    @Override
    public void send(Ask ask) {
        if (current == null) {
            ask.fail(Ask.Failure.CONNECTION);
        } else {
            current.send(ask);
        }
    }

    @Override
    public void close() {
        onLoop(() -> {
            closed = true;
            if (current != null) {
                current.retire();
                current = null;
            }
        });
    }

    private void connect() {
        if (closed || connecting || current != null) {
            return;
        }
        connecting = true;
        StreamConnection connection =
                new StreamConnection(this, loop, policy, metrics, new StreamHandshake(address, proof));
        dialer.connect(loop, address.target(), false, connection::furnish).addListener(connected -> {
            if (connected.isSuccess() && connected.getNow() instanceof Channel channel) {
                connection.shakeHands(channel);
            } else {
                onFailed();
            }
        });
    }

    /** The other side has agreed. */
    void onOpen(StreamConnection connection) {
        connecting = false;
        if (closed) {
            connection.retire();
        } else {
            current = connection;
        }
    }

    /** A connection never got so far. */
    void onFailed() {
        connecting = false;
        metrics.failed();
        connectLater();
    }

    /**
     * A connection takes no more requests.
     *
     * @param broken whether it ended without a word
     * @param settled whether it had been open for a while
     */
    void onEnded(StreamConnection connection, boolean broken, boolean settled) {
        if (broken) {
            metrics.failed();
        }
        if (current == connection) {
            current = null;
            failures = settled ? 0 : failures;
            connectLater();
        }
    }

    private void connectLater() {
        if (closed) {
            return;
        }
        long longest = policy.longestBackOff().toNanos();
        long wait = policy.firstBackOff().toNanos() << Math.min(failures, 20);
        long bounded = Math.clamp(wait, 1, longest);
        failures++;
        // Spread, so that the streams of many nodes do not all come back at the same moment.
        long spread = bounded / 2 + ThreadLocalRandom.current().nextLong(bounded / 2 + 1);
        try {
            var _ = loop.schedule(this::connect, spread, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException _) {
            // The loop ends.
        }
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException _) {
            // The loop has ended, and the connection with it.
        }
    }
}
