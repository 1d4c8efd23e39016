package dev.gavel.server.buyer.wire;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests over HTTP/2: all on one connection at the same time, those of one turn of the event loop in one write. With TLS the other side chooses (ALPN),
 * and where it prefers HTTP/1.1 the requests go over an {@link Http1Wire}; without TLS it must speak HTTP/2 from the first byte.
 *
 * <p>Where the other side allows fewer requests at a time than are under way, another connection is made.
 */
public final class Http2Wire implements Wire {

    /** How long HTTP/1.1 is taken for granted before HTTP/2 is offered again. */
    private static final long OLD_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final EventLoop loop;
    private final Dialer dialer;
    private final Target target;
    private final Duration idleTime;
    private final Http1Wire old;
    private final List<Http2Line> lines = new ArrayList<>();
    private final List<Ask> waiting = new ArrayList<>();
    private boolean connecting;
    private boolean closed;
    private boolean isOld;
    private long oldUntilNanos;

    /** A wire without connections. */
    public Http2Wire(EventLoop loop, Dialer dialer, Target target, Duration idleTime) {
        this.loop = loop;
        this.dialer = dialer;
        this.target = target;
        this.idleTime = idleTime;
        this.old = new Http1Wire(loop, dialer, target, idleTime);
    }

    @Override
    public void open() {
        // The first request connects.
    }

    @Override
    public void send(Ask ask) {
        if (isOld && System.nanoTime() - oldUntilNanos < 0) {
            old.send(ask);
            return;
        }
        Http2Line line = lineWithRoom();
        if (line != null) {
            line.send(ask);
        } else {
            waiting.add(ask);
            connect();
        }
    }

    private @Nullable Http2Line lineWithRoom() {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).hasRoom()) {
                return lines.get(i);
            }
        }
        return null;
    }

    private void connect() {
        if (connecting) {
            return;
        }
        connecting = true;
        dialer.connect(loop, target, true, channel -> {
                    if (!target.secure()) {
                        furnish(channel);
                    }
                })
                .addListener(connected -> {
                    connecting = false;
                    if (connected.isSuccess() && connected.getNow() instanceof Channel channel) {
                        onConnected(channel);
                    } else {
                        failWaiting();
                    }
                });
    }

    private void onConnected(Channel channel) {
        if (target.secure() && !Dialer.speaksHttp2(channel)) {
            isOld = true;
            oldUntilNanos = System.nanoTime() + OLD_NANOS;
            sendWaitingOver(channel);
            return;
        }
        Http2Line line = target.secure()
                ? furnish(channel)
                : channel.pipeline().get(Http2Line.Door.class).line();
        lines.add(line);
        while (!waiting.isEmpty() && line.hasRoom()) {
            Ask next = waiting.removeFirst();
            if (!next.isEnded()) {
                line.send(next);
            }
        }
        if (!waiting.isEmpty()) {
            connect();
        }
        if (closed) {
            line.close();
        }
    }

    private void sendWaitingOver(Channel channel) {
        List<Ask> all = List.copyOf(waiting);
        waiting.clear();
        boolean adopted = false;
        for (Ask ask : all) {
            if (adopted) {
                old.send(ask);
            } else {
                old.adopt(channel, ask);
                adopted = true;
            }
        }
        if (!adopted) {
            var _ = channel.close();
        }
    }

    private Http2Line furnish(Channel channel) {
        Http2Line line = new Http2Line(this, loop, idleTime);
        channel.pipeline().addLast(line.codec(), line.door());
        return line;
    }

    private void failWaiting() {
        List<Ask> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(ask -> ask.fail(Ask.Failure.CONNECTION));
    }

    /** A connection takes no more requests. */
    void forget(Http2Line line) {
        lines.remove(line);
    }

    @Override
    public void close() {
        old.close();
        try {
            loop.execute(() -> {
                closed = true;
                List.copyOf(lines).forEach(Http2Line::close);
            });
        } catch (RejectedExecutionException _) {
            // The loop has ended, and its connections with it.
        }
    }
}
