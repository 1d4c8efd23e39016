package dev.gavel.bench.load;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Decides when the connections of one event loop send. Closed loop: as soon as they are ready. Open loop: at evenly spaced moments,
 * whether or not the server keeps up; a request that had to wait for a connection counts its wait as latency, so that a stalled server
 * does not hide behind the requests that it kept from being sent.
 *
 * <p>Thread safety: confined to the event loop.
 */
final class Pacer {

    private final EventLoop loop;
    private final long intervalNanos;
    private final ArrayDeque<LoadConnection> idle = new ArrayDeque<>();
    private final Runnable onDue = this::onDue;
    private boolean timerSet;
    private long dueNanos;

    /** @param intervalNanos between two requests; 0: closed loop */
    Pacer(EventLoop loop, long intervalNanos) {
        this.loop = loop;
        this.intervalNanos = intervalNanos;
        this.dueNanos = System.nanoTime();
    }

    /** The connection can take one more request: now, or when one is due. */
    void ready(LoadConnection connection) {
        long now = System.nanoTime();
        if (intervalNanos == 0) {
            connection.send(now);
        } else if (idle.isEmpty() && dueNanos <= now) {
            sendDue(connection);
        } else {
            idle.add(connection);
            setTimer(now);
        }
    }

    private void onDue() {
        timerSet = false;
        long now = System.nanoTime();
        while (!idle.isEmpty() && dueNanos <= now) {
            LoadConnection connection = idle.remove();
            if (connection.isOpen()) {
                sendDue(connection);
            }
        }
        if (!idle.isEmpty()) {
            setTimer(now);
        }
    }

    private void sendDue(LoadConnection connection) {
        connection.send(dueNanos);
        dueNanos += intervalNanos;
    }

    private void setTimer(long now) {
        if (!timerSet) {
            timerSet = true;
            var _ = loop.schedule(onDue, Math.max(0, dueNanos - now), TimeUnit.NANOSECONDS);
        }
    }
}
