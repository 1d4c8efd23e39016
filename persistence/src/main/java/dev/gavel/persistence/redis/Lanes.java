package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.UnavailableException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections to Redis: one for each event loop of the server, so that a call made on a loop is sent and completes on it, without a
 * hand-off. A call from another thread goes through any of them. What a {@link CallQueue} gathers is sent by one loop for all, and each reply
 * goes back to the loop that asked.
 *
 * <p>Thread safety: any thread.
 */
public final class Lanes implements AutoCloseable {

    private static final int BEYOND_IN_FLIGHT = 1_024;

    private final List<Lane> lanes = new ArrayList<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final List<ClientResources> resources = new ArrayList<>();
    private final EventExecutorGroup executors = new DefaultEventExecutorGroup(1);
    private final HashedWheelTimer timer = new HashedWheelTimer();
    private final AtomicInteger turn = new AtomicInteger();
    private final RedisSettings settings;
    private final RedisMetrics metrics;
    private final CompletableFuture<Void> connected;

    private Lanes(RedisSettings settings, EventLoopGroup loops, MeterRegistry registry) {
        this.settings = settings;
        this.metrics = new RedisMetrics(registry);
        for (EventExecutor loop : loops) {
            lanes.add(lane((EventLoop) loop));
        }
        connected = CompletableFuture.allOf(lanes.stream()
                .map(Lane::open)
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture[]::new));
    }

    /**
     * Begins to connect, and to connect anew whenever a connection breaks.
     *
     * @param loops the server's; of the transport that Lettuce chooses: epoll or kqueue where Netty has them, else NIO
     */
    public static Lanes open(RedisSettings settings, EventLoopGroup loops, MeterRegistry registry) {
        return new Lanes(settings, loops, registry);
    }

    /**
     * Completes once every lane was connected for the first time. Fails only where TLS with the server was refused the first time, with {@link
     * dev.gavel.persistence.tls.TlsRefusedException}; the lanes try on.
     */
    public CompletionStage<Void> connected() {
        return connected.minimalCompletionStage();
    }

    /** How many lanes are connected now. */
    public int ready() {
        int ready = 0;
        for (Lane lane : lanes) {
            if (lane.runId() != null) {
                ready++;
            }
        }
        return ready;
    }

    private Lane lane(EventLoop loop) {
        ClientResources own = DefaultClientResources.builder()
                .eventLoopGroupProvider(new OneLoop(loop))
                .eventExecutorGroup(executors)
                .timer(timer)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        resources.add(own);
        RedisClient client = RedisClient.create(own);
        client.setOptions(ClientOptions.builder()
                .sslOptions(tls(settings))
                // A command is sent once or not at all: an award repeated by itself would reserve twice.
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .requestQueueSize(settings.mostInFlight() + BEYOND_IN_FLIGHT)
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(io.lettuce.core.SocketOptions.builder()
                        .connectTimeout(settings.timeout())
                        .tcpNoDelay(true)
                        .build())
                .build());
        return new Lane(
                lanes.size(),
                loop,
                client,
                settings,
                metrics,
                runId -> listeners.forEach(listener -> listener.accept(runId)));
    }

    private static SslOptions tls(RedisSettings settings) {
        SslOptions.Builder builder = SslOptions.builder()
                .jdkSslProvider()
                .protocols("TLSv1.3", "TLSv1.2")
                .handshakeTimeout(settings.patience());
        Path rootCertificate = settings.rootCertificate();
        if (rootCertificate != null) {
            builder.trustManager(rootCertificate.toFile());
        }
        return builder.build();
    }

    /** Is told the run id of the server whenever a lane is connected, on the lane's loop. */
    void onReady(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** The lane of this thread's loop; any where it is no loop of ours. */
    Lane here() {
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            if (lane.loop().inEventLoop()) {
                return lane;
            }
        }
        return lanes.get((turn.getAndIncrement() & Integer.MAX_VALUE) % lanes.size());
    }

    List<Lane> all() {
        return lanes;
    }

    /** The commands of any lane that is connected. */
    RedisAsyncCommands<String, String> commands() {
        return ready(here()).commands();
    }

    /** The run of the server that some lane is connected to; null when none is. */
    @Nullable
    String runId() {
        return ready(here()).runId();
    }

    /** Another lane that is connected; this one when none is. Any thread. */
    Lane readyBeside(Lane lane) {
        for (Lane other : lanes) {
            if (other != lane && other.runId() != null) {
                return other;
            }
        }
        return lane;
    }

    private Lane ready(Lane first) {
        if (first.runId() != null) {
            return first;
        }
        for (Lane lane : lanes) {
            if (lane.runId() != null) {
                return lane;
            }
        }
        return first;
    }

    /** The answer within the time allowed; fails with {@link UnavailableException} otherwise. */
    <T> CompletableFuture<T> ask(
            java.util.function.Function<RedisAsyncCommands<String, String>, CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            var _ = question.apply(commands())
                    .toCompletableFuture()
                    .orTimeout(settings.timeout().toNanos(), TimeUnit.NANOSECONDS)
                    .whenComplete((value, error) -> {
                        if (error == null) {
                            answer.complete(value);
                        } else {
                            answer.completeExceptionally(new UnavailableException("Redis did not answer", error));
                        }
                    });
        } catch (UnavailableException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    RedisSettings settings() {
        return settings;
    }

    RedisMetrics metrics() {
        return metrics;
    }

    /** Closes the connections, but not the loops; waits for it, so not to be called on a loop. */
    @Override
    public void close() {
        CompletableFuture.allOf(lanes.stream()
                        .map(Lane::close)
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture[]::new))
                .join();
        for (ClientResources own : resources) {
            own.shutdown(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
        }
        executors
                .shutdownGracefully(0, Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS)
                .syncUninterruptibly();
        timer.stop();
    }

    /** Makes Lettuce use one given loop, for its first connection and all later ones. */
    private record OneLoop(EventLoop loop) implements EventLoopGroupProvider {

        @Override
        @SuppressWarnings("unchecked") // Lettuce only takes it for an EventLoopGroup, which an EventLoop is.
        public <T extends EventLoopGroup> T allocate(Class<T> type) {
            return (T) loop;
        }

        @Override
        public int threadPoolSize() {
            return 1;
        }

        @Override
        public Future<Boolean> release(EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
            return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
        }

        @Override
        public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
            return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
        }
    }
}
