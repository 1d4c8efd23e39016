package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.UnavailableException;
import dev.gavel.persistence.tls.TlsRefusedException;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipelined connection to Redis that lives on one event loop: calls made there are sent at the end of the loop's turn, all with one
 * write, and complete there.
 *
 * <p>No call waits for a connection: without one, or while Redis is overdue with an answer, calls fail at once. A call is never sent
 * twice, because Lettuce's own reconnecting is off: when the connection breaks, whatever was in flight fails, and the lane connects anew.
 *
 * <p>Thread safety: confined to its loop, except where said.
 */
final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final long FIRST_DELAY_MILLIS = 20;
    private static final long LONGEST_DELAY_MILLIS = 1_000;
    private static final int CHECKS_PER_TIMEOUT = 4;
    private static final int SPARE_BODIES = 128;

    private enum State {
        CONNECTING,
        READY,
        CLOSED
    }

    private final int number;
    private final EventLoop loop;
    private final RedisClient client;
    private final RedisURI uri;
    private final RedisSettings settings;
    private final RedisMetrics metrics;
    private final LaneListener listener;
    private final CompletableFuture<Void> firstReady = new CompletableFuture<>();

    private final ArrayDeque<LaneCommand> inFlight = new ArrayDeque<>();
    private final ArrayList<LaneCommand> outgoing = new ArrayList<>();
    private final ArrayDeque<RespWriter> spareBodies = new ArrayDeque<>();
    private final List<Runnable> beforeSend = new CopyOnWriteArrayList<>();
    private final Runnable endOfTurn = this::endOfTurn;

    private State state = State.CONNECTING;
    private boolean endOfTurnDue;
    private boolean overdue;
    private boolean complained;
    private long delayMillis = FIRST_DELAY_MILLIS;
    private volatile @Nullable StatefulRedisConnection<String, String> connection;
    /** Read by any thread; null while not ready. */
    private volatile @Nullable String runId;

    /**
     * @param number from 0, among the lanes
     */
    Lane(
            int number,
            EventLoop loop,
            RedisClient client,
            RedisSettings settings,
            RedisMetrics metrics,
            LaneListener listener) {
        this.number = number;
        this.loop = loop;
        this.client = client;
        this.uri = RedisURI.create(settings.uri());
        // A server that takes the connection and says nothing would be waited for a minute.
        uri.setTimeout(settings.patience());
        this.settings = settings;
        this.metrics = metrics;
        this.listener = listener;
    }

    /** Hears of connections. */
    interface LaneListener {
        /** A lane is connected to this run of the server. Called on the lane's loop. */
        void onReady(String runId);
    }

    /** Begins to connect. Completes at the first connection, or fails where TLS was refused before it. Any thread. */
    CompletionStage<Void> open() {
        loop.execute(this::connect);
        long pauseNanos = settings.timeout().toNanos() / CHECKS_PER_TIMEOUT;
        var _ = loop.scheduleWithFixedDelay(this::checkOverdue, pauseNanos, pauseNanos, TimeUnit.NANOSECONDS);
        return firstReady;
    }

    int number() {
        return number;
    }

    EventLoop loop() {
        return loop;
    }

    /** Does it now when on the loop, else soon. Any thread. */
    void execute(Runnable work) {
        if (loop.inEventLoop()) {
            work.run();
        } else {
            loop.execute(work);
        }
    }

    /** The server's run that the lane is connected to; null while it is not. Any thread. */
    @Nullable
    String runId() {
        return runId;
    }

    /** Has this run at the end of each turn in which a call was announced, before the calls are sent. */
    void beforeSend(Runnable work) {
        beforeSend.add(work);
    }

    /** Something will be sent at the end of this turn. */
    void announce() {
        if (!endOfTurnDue) {
            endOfTurnDue = true;
            loop.execute(endOfTurn);
        }
    }

    /** A body to fill; it returns by itself once its call is over. */
    RespWriter body() {
        RespWriter body = spareBodies.poll();
        return body == null ? new RespWriter() : body;
    }

    /** Sends a call at the end of this turn, or fails it now. */
    void send(LaneCall call) {
        UnavailableException refusal = refusal();
        if (refusal != null) {
            call.fail(refusal);
            takeBack(call.body());
            return;
        }
        outgoing.add(new LaneCommand(call, this, false));
        announce();
    }

    /** Why no call can be sent now; null when one can. */
    @Nullable
    UnavailableException refusal() {
        if (state != State.READY) {
            return new UnavailableException("Redis is not connected", null);
        }
        if (overdue) {
            return new UnavailableException("Redis is overdue with an answer", null);
        }
        if (inFlight.size() + outgoing.size() >= settings.mostInFlight()) {
            return new UnavailableException("too many calls wait for Redis", null);
        }
        return null;
    }

    private void endOfTurn() {
        endOfTurnDue = false;
        for (int i = 0; i < beforeSend.size(); i++) {
            beforeSend.get(i).run();
        }
        if (outgoing.isEmpty()) {
            return;
        }
        List<LaneCommand> commands = List.copyOf(outgoing);
        outgoing.clear();
        StatefulRedisConnection<String, String> open = connection;
        if (open == null) {
            for (LaneCommand command : commands) {
                command.cancel();
            }
            return;
        }
        inFlight.addAll(commands);
        if (commands.size() == 1) {
            open.dispatch(commands.getFirst());
        } else {
            open.dispatch(commands);
        }
    }

    /** Takes the answer to a command. */
    void answered(LaneCommand command, ReplyOutput reply) {
        overdue = false;
        inFlight.remove(command);
        LaneCall call = command.call();
        metrics.answered(call.script(), System.nanoTime() - call.startedNanos());
        if (!reply.hasError()) {
            complained = false;
            RuntimeException unreadable = call.reply(reply);
            takeBack(call.body());
            if (unreadable != null) {
                distrust(unreadable);
            }
        } else if (reply.getError().startsWith("NOSCRIPT")) {
            outgoing.add(new LaneCommand(call, this, true));
            announce();
        } else {
            complain("Redis refused a script: {}", reply.getError());
            call.fail(new UnavailableException("Redis refused a script", null));
            takeBack(call.body());
        }
    }

    /** Bytes were changed on their way, or an answer is taken for another's: the next ones are not listened to. */
    private void distrust(RuntimeException unreadable) {
        LOG.warn("Redis answered what cannot be read: connecting anew", unreadable);
        StatefulRedisConnection<String, String> open = connection;
        if (open != null) {
            var _ = open.closeAsync();
        }
    }

    /** Takes notice that no answer will come. */
    void lost(LaneCommand command, Throwable cause) {
        if (!loop.inEventLoop()) {
            loop.execute(() -> lost(command, cause));
            return;
        }
        inFlight.remove(command);
        metrics.failed(command.call().script());
        command.call().fail(new UnavailableException("the connection to Redis was lost", cause));
        takeBack(command.call().body());
    }

    /** Takes back a body that is not needed any more. */
    void takeBack(RespWriter body) {
        body.reset();
        if (spareBodies.size() < SPARE_BODIES) {
            spareBodies.add(body);
        }
    }

    private void checkOverdue() {
        LaneCommand oldest = inFlight.peek();
        if (oldest == null) {
            return;
        }
        long now = System.nanoTime();
        long timeoutNanos = settings.timeout().toNanos();
        for (LaneCommand command : inFlight) {
            if (now - command.call().startedNanos() < timeoutNanos) {
                break;
            }
            overdue = true;
            command.call().fail(new UnavailableException("Redis did not answer in time", null));
        }
        StatefulRedisConnection<String, String> open = connection;
        if (open != null
                && now - oldest.call().startedNanos() > settings.patience().toNanos()) {
            LOG.warn("Redis is overdue by far: connecting anew");
            var _ = open.closeAsync();
        }
    }

    // ---- connecting

    private void connect() {
        if (state == State.CLOSED) {
            return;
        }
        var _ = client.connectAsync(StringCodec.UTF8, uri).whenCompleteAsync(this::connected, loop);
    }

    private void connected(@Nullable StatefulRedisConnection<String, String> fresh, @Nullable Throwable failure) {
        if (fresh == null) {
            TlsRefusedException refused =
                    TlsRefusedException.in(failure, "Redis at " + uri.getHost() + ":" + uri.getPort());
            if (refused != null) {
                firstReady.completeExceptionally(refused);
            }
            complain("Redis cannot be reached: {}", refused == null ? rootOf(failure) : refused.getMessage());
            connectLater();
            return;
        }
        if (state == State.CLOSED) {
            var _ = fresh.closeAsync();
            return;
        }
        fresh.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
                loop.execute(() -> disconnected(fresh));
            }
        });
        var _ = greet(fresh)
                .orTimeout(settings.timeout().toNanos(), TimeUnit.NANOSECONDS)
                .whenCompleteAsync((id, error) -> greeted(fresh, id, error), loop);
    }

    /** Asks who the server is and makes it know the scripts. */
    private static CompletableFuture<String> greet(StatefulRedisConnection<String, String> fresh) {
        RedisAsyncCommands<String, String> commands = fresh.async();
        CompletableFuture<String> server = commands.info("server").toCompletableFuture();
        List<CompletableFuture<?>> all = new ArrayList<>(List.of(server));
        for (Script script : Script.values()) {
            all.add(commands.scriptLoad(script.text()).toCompletableFuture());
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenCompose(_ -> server)
                .thenApply(Lane::runIdOf);
    }

    private static String runIdOf(String info) {
        String label = "run_id:";
        int start = info.indexOf(label);
        if (start < 0) {
            throw new IllegalStateException("Redis does not tell its run id");
        }
        return info.substring(start + label.length(), info.indexOf('\n', start)).strip();
    }

    private void greeted(
            StatefulRedisConnection<String, String> fresh, @Nullable String id, @Nullable Throwable error) {
        if (id == null || !fresh.isOpen() || state == State.CLOSED) {
            complain("Redis was reached but is not ready: {}", rootOf(error));
            var _ = fresh.closeAsync();
            if (state != State.CLOSED) {
                connectLater();
            }
            return;
        }
        connection = fresh;
        overdue = false;
        delayMillis = FIRST_DELAY_MILLIS;
        state = State.READY;
        runId = id;
        metrics.laneUp();
        listener.onReady(id);
        firstReady.complete(null);
    }

    @SuppressWarnings("ReferenceEquality") // This very connection, or an earlier one?
    private void disconnected(StatefulRedisConnection<String, String> gone) {
        if (connection != gone) {
            return;
        }
        connection = null;
        runId = null;
        metrics.laneDown();
        if (state == State.READY) {
            var _ = gone.closeAsync();
            LOG.warn("The connection to Redis was lost");
            state = State.CONNECTING;
            connectLater();
        }
    }

    private void connectLater() {
        long jitter = ThreadLocalRandom.current().nextLong(delayMillis);
        var _ = loop.schedule(this::connect, delayMillis / 2 + jitter, TimeUnit.MILLISECONDS);
        delayMillis = Math.min(delayMillis * 2, LONGEST_DELAY_MILLIS);
    }

    /** Says once what is wrong, and nothing more until something went right. */
    private void complain(String message, @Nullable String detail) {
        if (complained) {
            LOG.debug(message, detail);
        } else {
            complained = true;
            LOG.warn(message, detail);
        }
    }

    private static @Nullable String rootOf(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null ? null : cause.toString();
    }

    /** For calls that are not worth a script of their own; fails when not connected. Any thread; completes on the loop. */
    RedisAsyncCommands<String, String> commands() {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null) {
            throw new UnavailableException("Redis is not connected", null);
        }
        return open.async();
    }

    /** Ends the connection for good. Any thread. */
    CompletionStage<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        loop.execute(() -> {
            state = State.CLOSED;
            runId = null;
            var _ = client.shutdownAsync(0, Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((_, _) -> closed.complete(null));
        });
        return closed;
    }
}
