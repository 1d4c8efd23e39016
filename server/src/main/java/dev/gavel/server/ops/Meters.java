package dev.gavel.server.ops;

import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The node's metrics and their page for Prometheus at {@code /metrics}.
 *
 * <p>Thread safety: any thread.
 */
public final class Meters implements AutoCloseable {

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private static final Duration FRESH = Duration.ofMillis(250);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gcMetrics = new JvmGcMetrics();
    private final Mono<Answer> page = Mono.fromCallable(this::render)
            .subscribeOn(Schedulers.boundedElastic())
            .cache(FRESH);

    public Meters() {
        gcMetrics.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    public MeterRegistry registry() {
        return registry;
    }

    /**
     * The page. Rendered off the event loops: with many meters it takes milliseconds. Nobody needs a key for it, so it is rendered a few times a
     * second at most, however many ask.
     */
    public Mono<Answer> page(Call call) {
        return page;
    }

    private Answer render() {
        return new Answer(200, PROMETHEUS_TEXT, registry.scrape().getBytes(StandardCharsets.UTF_8), Map.of());
    }

    @Override
    public void close() {
        gcMetrics.close();
        registry.close();
    }
}
