package dev.gavel.server.ops;

import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.reason.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How posts end: {@code gavel_posts_total} by campaign and outcome ({@code sold}, {@code pending}, or the reason's name) and
 * {@code gavel_post_seconds}.
 *
 * <p>Thread safety: any thread.
 */
public final class PostMetrics {

    private final MeterRegistry registry;
    private final GateMetrics gates;
    private final Timer whole;

    public PostMetrics(MeterRegistry registry, GateMetrics gates) {
        this.registry = registry;
        this.gates = gates;
        this.whole = Timer.builder("gavel.post")
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10))
                .register(registry);
    }

    /** Records a post's whole time at this server. */
    public void answered(long arrivedNanos) {
        whole.record(System.nanoTime() - arrivedNanos, TimeUnit.NANOSECONDS);
    }

    /**
     * A post that reached buyers.
     *
     * @param outcome {@code sold}, {@code pending} or {@code buyers_rejected}
     */
    public void settled(String campaign, String outcome) {
        count(campaign, outcome);
    }

    /** A post that reached no buyer. */
    public void refused(String campaign, Reason reason) {
        count(campaign, reason.text());
        gates.refused(Phase.POST, reason);
    }

    private void count(String campaign, String outcome) {
        Counter.builder("gavel.posts")
                .tag("campaign", campaign)
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }
}
