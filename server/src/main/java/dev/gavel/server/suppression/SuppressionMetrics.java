package dev.gavel.server.suppression;

import dev.gavel.gates.ListDates;
import dev.gavel.gates.SuppressionKind;
import dev.gavel.persistence.postgres.Revocations;
import dev.gavel.persistence.postgres.WebhookTasks;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What comes onto the lists, how old the lists of others are, and which notices to buyers are open or late.
 *
 * <p>Thread safety: any thread.
 */
final class SuppressionMetrics {

    private static final Duration TICK = Duration.ofSeconds(15);

    private final MeterRegistry registry;
    private final MultiGauge ages;
    private final MultiGauge open;
    private final MultiGauge overdue;
    private final MultiGauge pending;
    private final MultiGauge abandoned;
    private final Disposable.Swap running = Disposables.swap();

    SuppressionMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.ages = MultiGauge.builder("gavel.suppression.list.age.seconds").register(registry);
        this.open = MultiGauge.builder("gavel.revocation.notices.open").register(registry);
        this.overdue = MultiGauge.builder("gavel.revocation.notices.overdue").register(registry);
        this.pending = MultiGauge.builder("gavel.webhook.pending").register(registry);
        this.abandoned = MultiGauge.builder("gavel.webhook.abandoned").register(registry);
    }

    void suppressed(SuppressionKind kind, String channel) {
        registry.counter("gavel.suppressions", "kind", kind.text(), "channel", channel)
                .increment();
    }

    void revoked(String channel) {
        registry.counter("gavel.revocations", "channel", channel).increment();
    }

    void messageIgnored() {
        registry.counter("gavel.revocation.messages.ignored").increment();
    }

    /** Reads the gauges from now on. */
    void follow(LiveMarkets markets, Revocations revocations, WebhookTasks tasks, InstantSource clock) {
        running.update(Flux.interval(Duration.ZERO, TICK)
                .onBackpressureDrop()
                .concatMap(_ -> read(markets, revocations, tasks, clock).onErrorComplete(), 1)
                .subscribe());
    }

    void stop() {
        running.dispose();
    }

    private Mono<Void> read(LiveMarkets markets, Revocations revocations, WebhookTasks tasks, InstantSource clock) {
        Rows rows = new Rows();
        return Flux.fromIterable(markets.all())
                .concatMap(market -> rows.read(market, revocations, tasks, clock.instant()))
                .then(Mono.fromRunnable(() -> {
                    ages.register(rows.ages, true);
                    open.register(rows.open, true);
                    overdue.register(rows.overdue, true);
                    pending.register(rows.pending, true);
                    abandoned.register(rows.abandoned, true);
                }));
    }

    private static final class Rows {
        private final List<MultiGauge.Row<?>> ages = new ArrayList<>();
        private final List<MultiGauge.Row<?>> open = new ArrayList<>();
        private final List<MultiGauge.Row<?>> overdue = new ArrayList<>();
        private final List<MultiGauge.Row<?>> pending = new ArrayList<>();
        private final List<MultiGauge.Row<?>> abandoned = new ArrayList<>();

        Mono<Void> read(LiveMarket market, Revocations revocations, WebhookTasks tasks, Instant now) {
            String tenant = market.tenant();
            ListDates dates = market.listDates();
            addAge(tenant, SuppressionKind.LITIGATOR, dates.litigator(), now);
            addAge(tenant, SuppressionKind.DROP, dates.drop(), now);
            Tags tags = Tags.of("tenant", tenant);
            return revocations
                    .counts(tenant, now)
                    .doOnNext(counts -> {
                        open.add(MultiGauge.Row.of(tags, counts.open()));
                        overdue.add(MultiGauge.Row.of(tags, counts.overdue()));
                    })
                    .then(tasks.pending(tenant).doOnNext(count -> pending.add(MultiGauge.Row.of(tags, count))))
                    .then(tasks.abandoned(tenant).doOnNext(count -> abandoned.add(MultiGauge.Row.of(tags, count))))
                    .then();
        }

        private void addAge(String tenant, SuppressionKind list, @Nullable Instant date, Instant now) {
            if (date != null) {
                ages.add(MultiGauge.Row.of(
                        Tags.of("tenant", tenant, "list", list.text()),
                        Duration.between(date, now).toSeconds()));
            }
        }
    }
}
