package dev.gavel.server.buyer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What is measured about the calls to one endpoint. Tags are ids of the configuration and names of outcomes, so that the number of series is
 * bounded by the configuration; timers appear with their first outcome.
 *
 * <p>Thread safety: safe; recording is lock-free.
 */
final class CallMetrics {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5)
    };

    private final MeterRegistry registry;
    private final Tags buyerTags;
    private final Purpose purpose;
    private final Map<CallResult, Timer> resultToTimer = new ConcurrentHashMap<>();
    private final Counter late;
    private final Counter lateValueMicros;
    private final List<Meter> gauges = new ArrayList<>();

    CallMetrics(MeterRegistry registry, String tenant, String buyer, Purpose purpose) {
        this.registry = registry;
        this.purpose = purpose;
        this.buyerTags = Tags.of("tenant", tenant, "buyer", buyer);
        this.late = Counter.builder("gavel.bid.late")
                .description("Answers to requests for bids that came after the deadline")
                .tags(buyerTags)
                .register(registry);
        this.lateValueMicros = Counter.builder("gavel.bid.late.value.micros")
                .description("What the valid bids among them offered, in micros")
                .tags(buyerTags)
                .register(registry);
    }

    /** How a call ended; {@code nanos} is 0 for a call that was not made. */
    void record(CallResult result, long nanos) {
        Timer timer = resultToTimer.get(result);
        if (timer == null) {
            timer = resultToTimer.computeIfAbsent(result, this::timer);
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * An answer came after the deadline.
     *
     * @param valueMicros what it offered; 0 when it was no valid bid
     */
    void recordLate(long valueMicros) {
        late.increment();
        lateValueMicros.increment((double) valueMicros);
    }

    /** Shows the guard's state until {@link #hide}. */
    void show(String endpoint, Guard guard) {
        Tags tags = buyerTags.and("endpoint", endpoint, "purpose", purpose.text());
        gauges.add(Gauge.builder("gavel.buyer.breaker.state", guard, Guard::breakerState)
                .description("0 closed, 1 half open, 2 open")
                .tags(tags)
                .register(registry));
        gauges.add(Gauge.builder("gavel.buyer.calls.in.flight", guard, Guard::inFlight)
                .description("Calls on the wire whose time is not up")
                .tags(tags)
                .register(registry));
        gauges.add(Gauge.builder("gavel.buyer.calls.late", guard, Guard::late)
                .description("Calls whose time is up and whose answers are still awaited")
                .tags(tags)
                .register(registry));
    }

    void hide() {
        gauges.forEach(registry::remove);
        gauges.clear();
    }

    private Timer timer(CallResult result) {
        String name = purpose == Purpose.BID ? "gavel.bid" : "gavel.delivery";
        return Timer.builder(name)
                .description("Calls to buyers, from the first thought to the outcome")
                .tags(buyerTags.and("outcome", result.text()))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
