package dev.gavel.server.webhook;

import dev.gavel.persistence.crypto.PiiCipher;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.WebhookTask;
import dev.gavel.persistence.postgres.WebhookTasks;
import dev.gavel.persistence.postgres.WebhookTasks.Receiver;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.net.AddressGuard;
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
 * Idempotency-Key}. Any 2xx is a yes; 410 ends a task whose kind may end so; anything else, a redirect too, is tried again by {@link RetryDelays}
 * until the task's time is over. A task is leased to one node at a time, so that a node that dies costs a minute and no message.
 *
 * <p>Each receiver is sent to by itself, a few messages at a time: one that is slow or silent keeps nobody else waiting, and after a round in
 * which it took nothing it is left alone for a while.
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
    private static final Duration SWEEP = Duration.ofMinutes(1);

    /** Messages to one receiver at a time; a round is over in {@link #ANSWER}, well within {@link #LEASE}. */
    private static final int AT_A_TIME = 16;

    /** Receivers of a tenant that are sent to at a time. */
    private static final int RECEIVERS_AT_ONCE = 64;

    private static final int TENANTS_AT_ONCE = 16;
    private static final int MOST_ABANDONED = 500;
    private static final int MOST_HEADER_BYTES = 16_384;
    private static final int GONE = 410;

    private final HttpClient client;
    private final ConnectionProvider connections;
    private final WebhookTasks tasks;
    private final Map<String, WebhookKind> kinds;
    private final LiveMarkets markets;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Receivers receivers = new Receivers();
    private final Disposable.Composite running = Disposables.composite();

    /** @param privateAllowed whether receivers may be in private networks and on this machine; see {@link AddressGuard} */
    public WebhookSender(
            LoopResources loops,
            WebhookTasks tasks,
            Collection<WebhookKind> kinds,
            LiveMarkets markets,
            boolean privateAllowed,
            MeterRegistry meters,
            InstantSource clock) {
        this.connections = ConnectionProvider.builder("gavel-webhooks")
                .maxConnections(AT_A_TIME)
                .maxIdleTime(Duration.ofSeconds(30))
                .pendingAcquireTimeout(ANSWER)
                .build();
        this.client = HttpClient.create(connections)
                .runOn(loops)
                .resolver(new AddressGuard(privateAllowed)::resolveBy)
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
        // A tick does not wait for the rounds of the one before: those are remembered receiver by receiver.
        running.add(Flux.interval(TICK)
                .onBackpressureDrop()
                .flatMap(_ -> sendDue(), Integer.MAX_VALUE)
                .subscribe());
        running.add(Flux.interval(SWEEP)
                .onBackpressureDrop()
                .concatMap(_ -> abandonOverdue(), 1)
                .subscribe());
    }

    /** Sends nothing more. What is under way is given up, and sent again when its lease is over. */
    public void stop() {
        running.dispose();
        connections.dispose();
    }

    /** Sends what is due now to receivers that nothing is being sent to; never fails. */
    Mono<Void> sendDue() {
        return Flux.fromIterable(markets.all())
                .flatMap(this::sendDue, TENANTS_AT_ONCE)
                .then();
    }

    private Mono<Void> sendDue(LiveMarket market) {
        String tenant = market.tenant();
        if (!receivers.tryEnter(tenant)) {
            return Mono.empty();
        }
        return tasks.dueReceivers(tenant, clock.instant())
                .doFinally(_ -> receivers.leave(tenant))
                .flatMapIterable(due -> due)
                .flatMap(receiver -> sendTo(market, receiver), RECEIVERS_AT_ONCE)
                .then()
                .onErrorResume(failure -> warned(tenant, failure));
    }

    private Mono<Void> sendTo(LiveMarket market, Receiver receiver) {
        String key = market.tenant() + " " + receiver.party() + " " + receiver.recipient();
        if (!receivers.tryEnter(key, clock.instant())) {
            return Mono.empty();
        }
        return rounds(market, receiver, key)
                .onErrorResume(failure -> warned(market.tenant(), failure))
                .doFinally(_ -> receivers.leave(key));
    }

    /** Round after round while there is more, and the receiver takes something. */
    private Mono<Void> rounds(LiveMarket market, Receiver receiver, String key) {
        return tasks.lease(market.tenant(), receiver, clock.instant(), LEASE, AT_A_TIME)
                .flatMap(leased -> Flux.fromIterable(leased)
                        .flatMap(task -> send(market, task), AT_A_TIME)
                        .reduce(Outcome.NOT_TRIED, Outcome::better)
                        .flatMap(best -> {
                            if (best != Outcome.NOT_TRIED) {
                                receivers.ended(key, best == Outcome.TAKEN, clock.instant());
                            }
                            return best == Outcome.TAKEN && leased.size() == AT_A_TIME
                                    ? rounds(market, receiver, key)
                                    : Mono.<Void>empty();
                        }));
    }

    /** Gives up what nobody took in its time, and what there was nowhere to send; never fails. */
    Mono<Void> abandonOverdue() {
        return Flux.fromIterable(markets.all())
                .concatMap(market -> tasks.abandonOverdue(market.tenant(), clock.instant(), MOST_ABANDONED)
                        .doOnNext(abandoned -> abandoned.forEach(kind -> count(kind, "abandoned")))
                        .then()
                        .onErrorResume(failure -> warned(market.tenant(), failure)))
                .then();
    }

    /** What became of an attempt, from bad to good. */
    private enum Outcome {
        /** There is nowhere to send it, or its time is over. */
        NOT_TRIED,
        FAILED,
        TAKEN;

        Outcome better(Outcome other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    /** Never fails. */
    private Mono<Outcome> send(LiveMarket market, WebhookTask task) {
        return Mono.defer(() -> attempt(market, task)).onErrorResume(failure -> {
            warn(market.tenant(), task, failure);
            return Mono.just(Outcome.FAILED);
        });
    }

    private Mono<Outcome> attempt(LiveMarket market, WebhookTask task) {
        String tenant = market.tenant();
        Instant now = clock.instant();
        if (now.isAfter(task.giveUpAt())) {
            // The sweep's.
            return Mono.just(Outcome.NOT_TRIED);
        }
        WebhookKind kind = kinds.get(task.kind());
        WebhookTarget target = kind == null ? null : kind.targetOf(tenant, task);
        if (kind == null || target == null) {
            count(task.kind(), "nowhere");
            return tasks.postpone(tenant, task.taskId(), now.plus(NOWHERE)).thenReturn(Outcome.NOT_TRIED);
        }
        return post(market.keys(), task, target, now)
                .flatMap(status -> answered(tenant, kind, task, status))
                // The address stands in the messages of some failures; their class says enough.
                .onErrorResume(
                        failure -> failed(tenant, task, null, failure.getClass().getSimpleName()));
    }

    private Mono<Outcome> answered(String tenant, WebhookKind kind, WebhookTask task, int status) {
        if (status / 100 == 2) {
            return taken(tenant, kind, task, status).thenReturn(Outcome.TAKEN);
        }
        if (status == GONE && kind.endsWhenGone()) {
            count(task.kind(), "abandoned");
            return tasks.abandon(tenant, task.taskId(), clock.instant(), status, "HTTP 410")
                    .thenReturn(Outcome.FAILED);
        }
        return failed(tenant, task, status, "HTTP " + status);
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
                .doOnSuccess(_ -> count(task.kind(), "taken"));
    }

    private Mono<Outcome> failed(String tenant, WebhookTask task, @Nullable Integer status, String failure) {
        count(task.kind(), "failed");
        Instant next = clock.instant()
                .plus(RetryDelays.after(task.attempts() + 1, task.taskId().hashCode()));
        return tasks.retry(tenant, task.taskId(), next, status, failure).thenReturn(Outcome.FAILED);
    }

    private void count(String kind, String outcome) {
        meters.counter("gavel.webhook.attempts", "kind", kind, "outcome", outcome)
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

    private static Mono<Void> warned(String tenant, Throwable failure) {
        LOG.atWarn()
                .addKeyValue("tenant", tenant)
                .addKeyValue("failure", failure.toString())
                .log("Messages that are due could not be looked for");
        return Mono.empty();
    }
}
