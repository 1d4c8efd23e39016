package dev.gavel.server.webhook;

import dev.gavel.persistence.crypto.PiiCipher;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.WebhookTask;
import dev.gavel.persistence.postgres.WebhookTasks;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Sends durable messages as signed HTTP posts until they are taken: at least once, with the task's id as {@code webhook-id} and {@code
 * Idempotency-Key}. Any 2xx is a yes; anything else is tried again by {@link RetryDelays} until the task's time is over. A task is leased to one
 * node at a time, so that a node that dies costs a minute and no message.
 *
 * <p>Thread safety: any thread; nothing blocks.
 */
public final class WebhookSender {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration NOWHERE = Duration.ofMinutes(1);
    private static final int AT_A_TIME = 16;
    private static final int TENANTS_AT_ONCE = 4;
    private static final int MOST_CONNECTIONS = 16;
    private static final int MOST_HEADER_BYTES = 16_384;

    private final HttpClient client;
    private final ConnectionProvider connections;
    private final WebhookTasks tasks;
    private final Map<String, WebhookKind> kinds;
    private final LiveMarkets markets;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Disposable.Swap running = Disposables.swap();

    public WebhookSender(
            LoopResources loops,
            WebhookTasks tasks,
            Collection<WebhookKind> kinds,
            LiveMarkets markets,
            MeterRegistry meters,
            InstantSource clock) {
        this.connections = ConnectionProvider.builder("gavel-webhooks")
                .maxConnections(MOST_CONNECTIONS)
                .maxIdleTime(Duration.ofSeconds(30))
                .pendingAcquireTimeout(ANSWER)
                .build();
        this.client = HttpClient.create(connections)
                .runOn(loops)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
                .disableRetry(true)
                .followRedirect(false)
                .httpResponseDecoder(decoder -> decoder.maxHeaderSize(MOST_HEADER_BYTES))
                .responseTimeout(ANSWER);
        this.tasks = tasks;
        this.kinds = kinds.stream().collect(Collectors.toUnmodifiableMap(WebhookKind::name, Function.identity()));
        this.markets = markets;
        this.meters = meters;
        this.clock = clock;
    }

    /** Sends from now on what is due. */
    public void follow() {
        running.update(Flux.interval(TICK)
                .onBackpressureDrop()
                .concatMap(_ -> sendDue(), 1)
                .subscribe());
    }

    /** Sends nothing more. What is under way is given up, and sent again when its lease is over. */
    public void stop() {
        running.dispose();
        connections.dispose();
    }

    /** Sends what is due now; never fails. */
    Mono<Void> sendDue() {
        return Flux.fromIterable(markets.all())
                .flatMap(this::sendDue, TENANTS_AT_ONCE)
                .then();
    }

    private Mono<Void> sendDue(LiveMarket market) {
        return tasks.lease(market.tenant(), clock.instant(), LEASE, AT_A_TIME)
                .collectList()
                .flatMapIterable(due -> due)
                .flatMap(task -> Mono.defer(() -> send(market, task)).onErrorResume(failure -> {
                    warn(market.tenant(), task, failure);
                    return Mono.empty();
                }))
                .then()
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("tenant", market.tenant())
                            .addKeyValue("failure", failure.toString())
                            .log("Messages that are due could not be looked for");
                    return Mono.empty();
                });
    }

    private Mono<Void> send(LiveMarket market, WebhookTask task) {
        String tenant = market.tenant();
        Instant now = clock.instant();
        if (now.isAfter(task.giveUpAt())) {
            count(task, "abandoned");
            return tasks.abandon(tenant, task.taskId(), now, "nobody took it in time");
        }
        WebhookKind kind = kinds.get(task.kind());
        WebhookTarget target = kind == null ? null : kind.targetOf(tenant, task);
        if (kind == null || target == null) {
            count(task, "nowhere");
            return tasks.postpone(tenant, task.taskId(), now.plus(NOWHERE));
        }
        return post(market.keys(), task, target, now)
                .flatMap(status -> status / 100 == 2
                        ? taken(tenant, kind, task, status)
                        : failed(tenant, task, status, "HTTP " + status))
                // The address stands in the messages of some failures; their class says enough.
                .onErrorResume(
                        failure -> failed(tenant, task, null, failure.getClass().getSimpleName()));
    }

    private Mono<Integer> post(TenantKeys keys, WebhookTask task, WebhookTarget target, Instant now) {
        byte[] body = open(keys, task);
        long seconds = now.getEpochSecond();
        return client.headers(headers -> headers.set("content-type", "application/json")
                        .set("user-agent", "Gavel")
                        .set("idempotency-key", task.taskId())
                        .set(WebhookSignature.ID, task.taskId())
                        .set(WebhookSignature.TIMESTAMP, Long.toString(seconds))
                        .set(
                                WebhookSignature.SIGNATURE,
                                WebhookSignature.sign(target.key(), task.taskId(), seconds, body)))
                .post()
                .uri(target.url())
                .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
                // What the receiver says beside its status is of no use, and may be endless.
                .response((response, content) -> Mono.just(response.status().code()))
                .next()
                .timeout(ANSWER);
    }

    private Mono<Void> taken(String tenant, WebhookKind kind, WebhookTask task, int status) {
        return kind.taken(tenant, task)
                .then(tasks.delivered(tenant, task.taskId(), status, clock.instant()))
                .doOnSuccess(_ -> count(task, "taken"));
    }

    private Mono<Void> failed(String tenant, WebhookTask task, @Nullable Integer status, String failure) {
        count(task, "failed");
        Instant next = clock.instant()
                .plus(RetryDelays.after(task.attempts() + 1, task.taskId().hashCode()));
        return tasks.retry(tenant, task.taskId(), next, status, failure);
    }

    private void count(WebhookTask task, String outcome) {
        meters.counter("gavel.webhook.attempts", "kind", task.kind(), "outcome", outcome)
                .increment();
    }

    /** Seals a message's body for its task. */
    public static byte[] seal(TenantKeys keys, String taskId, byte[] body) {
        return PiiCipher.seal(keys, body, taskId.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] open(TenantKeys keys, WebhookTask task) {
        return PiiCipher.open(keys, task.sealed(), task.taskId().getBytes(StandardCharsets.US_ASCII));
    }

    private static void warn(String tenant, WebhookTask task, Throwable failure) {
        LOG.atWarn()
                .addKeyValue("tenant", tenant)
                .addKeyValue("task", task.taskId())
                .setCause(failure)
                .log("A message could not be handled; it is tried again");
    }
}
