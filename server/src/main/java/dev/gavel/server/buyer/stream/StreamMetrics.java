package dev.gavel.server.buyer.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is measured about the streams to one endpoint.
 *
 * <p>Thread safety: safe; recording is lock-free.
 */
public final class StreamMetrics {

    private final MeterRegistry registry;
    private final Tags tags;
    private final AtomicInteger open = new AtomicInteger();
    private final Counter messages;
    private final Counter stray;
    private final Counter failed;
    private @Nullable Gauge shown;

    /** Meters with the tags of one endpoint. */
    public StreamMetrics(MeterRegistry registry, String tenant, String buyer, String endpoint) {
        this.registry = registry;
        this.tags = Tags.of("tenant", tenant, "buyer", buyer, "endpoint", endpoint);
        this.messages = counter("gavel.buyer.stream.messages", "Messages with requests for bids that were sent");
        this.stray =
                counter("gavel.buyer.stream.stray", "Answers to nothing that is open: late, twice, or never asked for");
        this.failed =
                counter("gavel.buyer.stream.failed", "Attempts to open a stream that failed, and streams that broke");
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    /** Shows how many streams are open until {@link #hide}. */
    public void show() {
        shown = Gauge.builder("gavel.buyer.stream.open", open, AtomicInteger::get)
                .description("Open bid streams; a node has one for each event loop")
                .tags(tags)
                .register(registry);
    }

    /** Takes the gauge away. */
    public void hide() {
        if (shown != null) {
            registry.remove(shown);
        }
    }

    void opened() {
        open.incrementAndGet();
    }

    void ended() {
        open.decrementAndGet();
    }

    void message() {
        messages.increment();
    }

    void stray() {
        stray.increment();
    }

    void failed() {
        failed.increment();
    }
}
