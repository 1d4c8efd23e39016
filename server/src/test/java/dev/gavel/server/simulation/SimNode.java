package dev.gavel.server.simulation;

import dev.gavel.gates.DncFacts;
import dev.gavel.gates.DncScrub;
import dev.gavel.gates.EvidenceVerifier;
import dev.gavel.gates.GateRules;
import dev.gavel.gates.Gates;
import dev.gavel.gates.Screening;
import dev.gavel.persistence.postgres.SalesBook;
import dev.gavel.server.access.Principal;
import dev.gavel.server.buyer.Deliverer;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.vendor.FlowClock;
import dev.gavel.server.vendor.IdSource;
import dev.gavel.server.vendor.OpenDeliveries;
import dev.gavel.server.vendor.VendorApi;
import dev.gavel.server.vendor.VendorDesk;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One node: the real flows on simulated ports. When it crashes, whatever it had in memory and whatever was on its way to it is gone.
 *
 * <p>Thread safety: confined to the run's thread.
 */
final class SimNode {

    private static final Gates GATES = Gates.standard(GateRules.bundled());

    private final Timeline timeline;
    private final String name;
    private final LiveMarket market;
    private final SimRedis redis;
    private final SalesBook book;
    private final BiFunction<Life, String, Deliverer> buyers;
    private final Faults faults;
    private final Duration skew;
    private final Map<String, Long> begunNanos;
    private Life life = new Life();
    private @Nullable VendorApi api;

    SimNode(
            Timeline timeline,
            String name,
            LiveMarket market,
            SimRedis redis,
            SalesBook book,
            BiFunction<Life, String, Deliverer> buyers,
            Faults faults,
            Map<String, Long> begunNanos) {
        this.begunNanos = begunNanos;
        this.timeline = timeline;
        this.name = name;
        this.market = market;
        this.redis = redis;
        this.book = book;
        this.buyers = buyers;
        this.faults = faults;
        boolean strayed = faults.kind == Faults.Kind.EVERYTHING && timeline.chance(200);
        this.skew = Duration.ofMillis(timeline.between(-500, 500)).multipliedBy(strayed ? 60 : 1);
        start();
    }

    String name() {
        return name;
    }

    boolean isUp() {
        return api != null;
    }

    void start() {
        timeline.note(name + " starts");
        life = new Life();
        LiveMarkets markets = new LiveMarkets();
        markets.use(market.tenant(), DncFacts.ACKNOWLEDGED);
        markets.put(market);
        Clock clock = new Clock(life);
        Deliverer deliverer = buyers.apply(life, name);
        SalesBook sales = new SimSalesBook(timeline, life, name, faults, book, begunNanos);
        VendorDesk desk = VendorDesk.open(
                markets,
                _ -> false,
                GATES,
                redis.port(life, name, faults),
                (_, _, _) -> CompletableFuture.completedFuture(Screening.CLEAR),
                new SimContacts(),
                (_, _, _) -> CompletableFuture.completedFuture(DncScrub.UNKNOWN),
                EvidenceVerifier.NOBODY,
                (_, _) -> Mono.empty(),
                (_, _, _) -> CompletableFuture.completedFuture(List.of()),
                deliverer,
                sales,
                new NoHolds(),
                new SimpleMeterRegistry(),
                clock,
                new IdSource(timeline::nextLong));
        api = desk.api();
        new OpenDeliveries(markets, sales, deliverer, redis.port(life, name, faults), clock).follow();
    }

    void crash() {
        timeline.note(name + " crashes");
        life.end();
        api = null;
    }

    /** Handles a request; the answer never comes if the node dies on the way. */
    Mono<Answer> handle(String path, Principal principal, byte[] body) {
        VendorApi running = api;
        if (running == null) {
            return Mono.error(new IllegalStateException("connection refused"));
        }
        Life now = life;
        Call call = new Call(
                "POST",
                path,
                "",
                new DefaultHttpHeaders().set("content-type", "application/json"),
                "192.0.2.1",
                body,
                "0".repeat(32),
                timeline.nowNanos());
        return Mono.defer(() -> path.endsWith("ping") ? running.ping(principal, call) : running.post(principal, call))
                .filter(_ -> !now.isOver());
    }

    /** The node's clocks: a little wrong by day, exact in between. */
    private final class Clock implements FlowClock {

        private final Life of;

        Clock(Life of) {
            this.of = of;
        }

        @Override
        public Instant instant() {
            return timeline.now().plus(skew);
        }

        @Override
        public long nanoTime() {
            return timeline.nowNanos();
        }

        @Override
        public Mono<Void> after(Duration pause) {
            return Mono.create(sink -> timeline.after(pause, () -> {
                if (!of.isOver()) {
                    sink.success();
                }
            }));
        }
    }
}
