package dev.gavel.server.dnc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gavel.auction.contract.DncProvider;
import dev.gavel.auction.lead.Phone;
import dev.gavel.gates.DncScrub;
import dev.gavel.server.buyer.CallPolicy;
import dev.gavel.server.buyer.EndpointRules;
import dev.gavel.server.buyer.Endpoints;
import dev.gavel.server.buyer.Guard;
import dev.gavel.server.http.Json;
import dev.gavel.server.net.CappedAnswer;
import io.netty.buffer.Unpooled;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * One tenant's do-not-call provider: connections, the guard, and answers that are used again for as long as the tenant allows. An answer is kept under
 * the keyed hash of the number, with the day of its lists; the gate decides whether that day is too long ago.
 *
 * <p>Thread safety: any thread.
 */
final class ProviderLine implements AutoCloseable {

    private static final int MOST_ANSWERS = 200_000;
    private static final int MOST_HEADER_BYTES = 16 * 1024;
    private static final long SECONDS_A_DAY = 86_400;

    private final DncProvider provider;
    private final ProviderAnswer reader;
    private final ConnectionProvider pool;
    private final HttpClient.RequestSender sender;
    private final Guard guard;
    private final Scheduler timers;
    private final ProviderMetrics metrics;
    private final Clock clock;
    private final @Nullable Cache<String, DncScrub> answers;

    /** @throws IllegalArgumentException when a secret is missing; shows no value */
    ProviderLine(
            String tenant,
            DncProvider provider,
            LoopResources loops,
            Endpoints.Secrets secrets,
            ProviderMetrics metrics,
            Clock clock) {
        this.provider = provider;
        this.reader = new ProviderAnswer(provider.response());
        this.metrics = metrics;
        this.clock = clock;
        Map<String, String> headers = EndpointRules.headers(provider.headers(), secrets);
        this.pool = ConnectionProvider.builder("gavel-dnc-" + tenant)
                .maxConnections(provider.maxConcurrent())
                .pendingAcquireMaxCount(provider.maxConcurrent())
                .maxIdleTime(CallPolicy.STANDARD.bidIdle())
                .lifo()
                .build();
        this.sender = HttpClient.create(pool)
                .runOn(loops)
                .followRedirect(false)
                .httpResponseDecoder(
                        decoder -> decoder.maxHeaderSize(MOST_HEADER_BYTES).validateHeaders(true))
                .headers(all -> headers.forEach(all::set))
                .post()
                .uri(provider.url());
        this.timers = Schedulers.fromExecutorService(loops.onClient(LoopResources.DEFAULT_NATIVE));
        this.guard = new Guard(
                "dnc-" + tenant,
                provider.maxConcurrent(),
                provider.maxPerSecond(),
                CallPolicy.STANDARD,
                clock,
                System::nanoTime);
        this.answers = provider.cache().isZero()
                ? null
                : Caffeine.newBuilder()
                        .maximumSize(MOST_ANSWERS)
                        .expireAfterWrite(provider.cache())
                        .ticker(() -> clock.millis() * 1_000_000L)
                        .build();
    }

    /** Whether the line is one to this provider. */
    boolean isTo(DncProvider other) {
        return provider.equals(other);
    }

    /**
     * What the provider says of a number. Completes with {@link DncScrub#UNKNOWN} where it does not say; never with an error.
     *
     * @param key keyed hash of the number
     */
    Mono<DncScrub> ask(long phone, String key) {
        DncScrub kept = answers == null ? null : answers.getIfPresent(key);
        if (kept != null) {
            metrics.ended(ProviderMetrics.Outcome.CACHED, 0);
            return Mono.just(kept);
        }
        return Mono.defer(() -> call(phone)).doOnNext(scrub -> {
            if (answers != null && scrub.provider() == DncScrub.Provider.ANSWERED) {
                answers.put(key, scrub);
            }
        });
    }

    private Mono<DncScrub> call(long phone) {
        var protection = guard.tryEnter();
        if (protection != null) {
            metrics.ended(ProviderMetrics.Outcome.NOT_CALLED, 0);
            return Mono.just(DncScrub.UNKNOWN);
        }
        long started = System.nanoTime();
        return sender.send((_, outbound) -> outbound.sendObject(Unpooled.wrappedBuffer(body(phone))))
                .response((response, content) -> CappedAnswer.read(response, content, ProviderAnswer.MOST_BYTES))
                .single()
                .timeout(provider.timeout(), timers)
                .map(answer -> understood(answer, phone))
                .onErrorResume(failure -> Mono.just(
                                failure instanceof TimeoutException
                                        ? ProviderMetrics.Outcome.TIMED_OUT
                                        : ProviderMetrics.Outcome.FAILED)
                        .map(Ended::new))
                .map(ended -> end(ended, started))
                .doFinally(_ -> guard.left());
    }

    private DncScrub end(Ended ended, long startedNanos) {
        long nanos = System.nanoTime() - startedNanos;
        metrics.ended(ended.outcome(), nanos);
        if (ended.outcome() == ProviderMetrics.Outcome.ANSWERED) {
            guard.succeeded(nanos);
        } else {
            guard.failed(nanos);
        }
        return ended.scrub();
    }

    private Ended understood(CappedAnswer answer, long phone) {
        if (answer.status() != 200) {
            return new Ended(ProviderMetrics.Outcome.HTTP_STATUS);
        }
        long today = Math.floorDiv(clock.instant().getEpochSecond(), SECONDS_A_DAY);
        DncScrub scrub = reader.read(answer.body(), answer.length(), phone, today);
        return scrub == null
                ? new Ended(ProviderMetrics.Outcome.UNREADABLE)
                : new Ended(ProviderMetrics.Outcome.ANSWERED, scrub);
    }

    private byte[] body(long phone) {
        return Json.object(json -> provider.request()
                .forEach((name, text) -> json.writeStringProperty(
                        name,
                        text.replace("${phone_e164}", Phone.e164(phone)).replace("${phone}", Long.toString(phone)))));
    }

    @Override
    public void close() {
        pool.dispose();
    }

    private record Ended(ProviderMetrics.Outcome outcome, DncScrub scrub) {

        Ended(ProviderMetrics.Outcome outcome) {
            this(outcome, DncScrub.UNKNOWN);
        }
    }
}
