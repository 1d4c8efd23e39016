package dev.gavel.server.evidence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gavel.auction.contract.CertificateVerifier;
import dev.gavel.gates.CertificateCheck;
import dev.gavel.gates.Facts;
import dev.gavel.server.buyer.CallPolicy;
import dev.gavel.server.buyer.EndpointRules;
import dev.gavel.server.buyer.Endpoints;
import dev.gavel.server.buyer.Guard;
import dev.gavel.server.net.AddressGuard;
import dev.gavel.server.net.CappedAnswer;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * One tenant's way to one issuer: connections, the guard, and answers that are used again for a while, so that a post that is repeated costs nothing
 * more. An answer is kept under the certificate and the consumer's keyed hash.
 *
 * <p>Thread safety: any thread.
 */
final class VerifierLine implements AutoCloseable {

    private static final int MOST_ANSWERS = 50_000;
    private static final int MOST_HEADER_BYTES = 16 * 1024;
    private static final Set<Integer> GOOD = Set.of(200, 201);
    private static final int NOT_FOUND = 404;

    private final CertificateVerifier verifier;
    private final VerifierAnswer reader;
    private final Map<String, String> parameters;
    private final ConnectionProvider pool;
    private final HttpClient client;
    private final Guard guard;
    private final Scheduler timers;
    private final VerifierMetrics metrics;
    private final @Nullable Cache<String, CertificateCheck> answers;

    /** @throws IllegalArgumentException when a secret is missing; shows no value */
    VerifierLine(
            String tenant,
            CertificateVerifier verifier,
            LoopResources loops,
            Endpoints.Secrets secrets,
            VerifierMetrics metrics,
            Clock clock) {
        this.verifier = verifier;
        this.reader = new VerifierAnswer(verifier);
        this.metrics = metrics;
        this.parameters = EndpointRules.headers(verifier.parameters(), secrets);
        Map<String, String> headers = EndpointRules.headers(verifier.headers(), secrets);
        String name = verifier.issuer().name().toLowerCase(Locale.ROOT) + "-" + tenant;
        this.pool = ConnectionProvider.builder("gavel-" + name)
                .maxConnections(verifier.maxConcurrent())
                .pendingAcquireMaxCount(verifier.maxConcurrent())
                .maxIdleTime(CallPolicy.STANDARD.bidIdle())
                .lifo()
                .build();
        this.client = HttpClient.create(pool)
                .runOn(loops)
                // Whoever writes the market is believed that far, but not into the addresses where clouds hand out
                // credentials.
                .resolver(new AddressGuard(true)::resolveBy)
                .followRedirect(false)
                .disableRetry(true)
                .httpResponseDecoder(
                        decoder -> decoder.maxHeaderSize(MOST_HEADER_BYTES).validateHeaders(true))
                .headers(all -> {
                    all.set(HttpHeaderNames.ACCEPT, "application/json");
                    switch (verifier.issuer()) {
                        case TRUSTEDFORM -> all.set("Api-Version", "4.0");
                        case JORNAYA -> {}
                    }
                    headers.forEach(all::set);
                });
        this.timers = Schedulers.fromExecutorService(loops.onClient(LoopResources.DEFAULT_NATIVE));
        this.guard = new Guard(
                name, verifier.maxConcurrent(), verifier.maxPerSecond(), CallPolicy.STANDARD, clock, System::nanoTime);
        this.answers = verifier.cache().isZero()
                ? null
                : Caffeine.newBuilder()
                        .maximumSize(MOST_ANSWERS)
                        .expireAfterWrite(verifier.cache())
                        .ticker(() -> clock.millis() * 1_000_000L)
                        .build();
    }

    /** Whether the line is one to this verifier. */
    boolean isTo(CertificateVerifier other) {
        return verifier.equals(other);
    }

    /**
     * What the issuer says of a certificate. Completes with {@link CertificateCheck#unknown} where it does not say; never with an error.
     *
     * @param id of the certificate
     * @param consumerKey keyed hash of the consumer; empty for none
     */
    Mono<CertificateCheck> ask(String id, Facts facts, String reference, String consumerKey) {
        VerifierRequest request = VerifierRequest.of(verifier, id, parameters, facts, reference);
        String key = id + ' ' + request.whole() + ' ' + consumerKey;
        CertificateCheck kept = answers == null ? null : answers.getIfPresent(key);
        if (kept != null) {
            metrics.ended(VerifierMetrics.Outcome.CACHED, 0);
            return Mono.just(kept);
        }
        return Mono.defer(() -> call(request)).doOnNext(check -> {
            if (answers != null && check.outcome() != CertificateCheck.Outcome.UNKNOWN) {
                answers.put(key, check);
            }
        });
    }

    private Mono<CertificateCheck> call(VerifierRequest request) {
        if (guard.tryEnter() != null) {
            return Mono.just(ended(Ended.without(VerifierMetrics.Outcome.NOT_CALLED), 0));
        }
        long started = System.nanoTime();
        return client.headers(all -> all.set(HttpHeaderNames.CONTENT_TYPE, request.contentType()))
                .post()
                .uri(request.url())
                .send((_, outbound) -> outbound.sendObject(Unpooled.wrappedBuffer(request.body())))
                .response((response, content) -> CappedAnswer.read(response, content, VerifierAnswer.MOST_BYTES))
                .single()
                .timeout(verifier.timeout(), timers)
                .map(answer -> understood(answer, request.whole()))
                .onErrorResume(failure -> Mono.just(Ended.without(
                        failure instanceof TimeoutException
                                ? VerifierMetrics.Outcome.TIMED_OUT
                                : VerifierMetrics.Outcome.FAILED)))
                .map(ended -> {
                    long nanos = System.nanoTime() - started;
                    if (ended.outcome() == VerifierMetrics.Outcome.ANSWERED) {
                        guard.succeeded(nanos);
                    } else {
                        guard.failed(nanos);
                    }
                    return ended(ended, nanos);
                })
                .doFinally(_ -> guard.left());
    }

    private CertificateCheck ended(Ended ended, long nanos) {
        metrics.ended(ended.outcome(), nanos);
        return ended.check();
    }

    /** An issuer may say with the status of what is not there that it does not know a certificate; with other statuses it says nothing. */
    private Ended understood(CappedAnswer answer, boolean whole) {
        boolean good = GOOD.contains(answer.status());
        if (!good && answer.status() != NOT_FOUND) {
            return Ended.without(VerifierMetrics.Outcome.HTTP_STATUS);
        }
        CertificateCheck check =
                isJson(answer.contentType()) ? reader.read(answer.body(), answer.length(), good, whole) : null;
        return check == null
                ? Ended.without(good ? VerifierMetrics.Outcome.UNREADABLE : VerifierMetrics.Outcome.HTTP_STATUS)
                : new Ended(VerifierMetrics.Outcome.ANSWERED, check);
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || type.endsWith("+json");
    }

    @Override
    public void close() {
        pool.dispose();
    }

    private record Ended(VerifierMetrics.Outcome outcome, CertificateCheck check) {

        static Ended without(VerifierMetrics.Outcome outcome) {
            return new Ended(outcome, CertificateCheck.unknown(outcome.text()));
        }
    }
}
