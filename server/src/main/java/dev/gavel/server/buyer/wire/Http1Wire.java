package dev.gavel.server.buyer.wire;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Requests over HTTP/1.1, each on a connection of its own while it is under way. Connections are kept and the one used last is taken first, so that as
 * few as the traffic needs stay warm and the others fall idle and are closed.
 *
 * <p>There is no bound on connections here: the endpoint's guard has one on calls, and a connection exists only for a call or after one.
 */
public final class Http1Wire implements Wire {

    private static final int MOST_HEADER_BYTES = 16 * 1024;
    private static final HttpDecoderConfig DECODING =
            new HttpDecoderConfig().setMaxHeaderSize(MOST_HEADER_BYTES).setValidateHeaders(true);

    private final EventLoop loop;
    private final Dialer dialer;
    private final Target target;
    private final long idleNanos;
    private final ArrayDeque<Http1Connection> idle = new ArrayDeque<>();
    private boolean sweeping;
    private boolean closed;

    /**
     * A wire without connections.
     *
     * @param idleTime after which an unused connection is closed
     */
    public Http1Wire(EventLoop loop, Dialer dialer, Target target, Duration idleTime) {
        this.loop = loop;
        this.dialer = dialer;
        this.target = target;
        this.idleNanos = idleTime.toNanos();
    }

    @Override
    public void open() {
        // The first request connects.
    }

    @Override
    public void send(Ask ask) {
        for (Http1Connection last = idle.pollLast(); last != null; last = idle.pollLast()) {
            if (last.isOpen()) {
                last.send(ask);
                return;
            }
        }
        connect(ask);
    }

    /** Sends it on a connection of its own: again, when the one before turned out to be closed. */
    void connect(Ask ask) {
        dialer.connect(loop, target, false, this::furnish).addListener(connected -> {
            if (connected.isSuccess() && connected.getNow() instanceof Channel channel) {
                begin(channel, ask);
            } else {
                ask.fail(Ask.Failure.CONNECTION);
            }
        });
    }

    /** Takes a connection over that was made with HTTP/2 in mind, where the other side prefers this. */
    void adopt(Channel channel, Ask ask) {
        furnish(channel);
        begin(channel, ask);
    }

    private void furnish(Channel channel) {
        channel.pipeline().addLast(new HttpResponseDecoder(DECODING), new Http1Connection(this));
    }

    private void begin(Channel channel, Ask ask) {
        Http1Connection connection = channel.pipeline().get(Http1Connection.class);
        if (ask.isEnded()) {
            giveBack(connection);
        } else {
            connection.send(ask);
        }
    }

    /** A connection has nothing to do. */
    void giveBack(Http1Connection connection) {
        if (closed) {
            connection.close();
            return;
        }
        connection.idleSince(System.nanoTime());
        idle.addLast(connection);
        if (!sweeping) {
            sweeping = true;
            sweepLater(idleNanos);
        }
    }

    /** A connection is gone. */
    void forget(Http1Connection connection) {
        idle.remove(connection);
    }

    private void sweepLater(long nanos) {
        try {
            var _ = loop.schedule(this::sweep, Math.max(nanos, TimeUnit.MILLISECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException _) {
            // The loop ends, and its connections with it.
        }
    }

    /** Closes what was idle too long: the oldest stand first. */
    private void sweep() {
        long now = System.nanoTime();
        Http1Connection oldest = idle.peekFirst();
        while (oldest != null && now - oldest.idleSince() >= idleNanos) {
            idle.removeFirst();
            oldest.close();
            oldest = idle.peekFirst();
        }
        if (oldest == null) {
            sweeping = false;
        } else {
            sweepLater(idleNanos - (now - oldest.idleSince()));
        }
    }

    @Override
    public void close() {
        try {
            loop.execute(() -> {
                closed = true;
                idle.forEach(Http1Connection::close);
                idle.clear();
            });
        } catch (RejectedExecutionException _) {
            // The loop has ended, and its connections with it.
        }
    }
}
