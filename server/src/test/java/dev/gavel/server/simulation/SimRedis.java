package dev.gavel.server.simulation;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.testkit.FakeSalesBook;
import dev.gavel.testkit.FakeCapLedger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Redis: the cap ledger in memory, which all nodes share. It can lose all it knows, and is then stale until it is rebuilt from the sales book; and
 * it can lie.
 *
 * <p>Thread safety: confined to the run's thread.
 */
final class SimRedis {

    /** A leg's number that no flow gives. */
    private static final int OWN_LEG = 10_000;

    private static final long PLENTY = 1_000_000_000_000L;
    private static final long TIMEOUT = 250 * Timeline.MILLI;

    private final Timeline timeline;
    private final FakeSalesBook truth;
    private final UnaryOperator<CapLedger> mutation;
    private FakeCapLedger memory;
    private CapLedger ledger;
    private boolean stale;
    private boolean trusted = true;

    SimRedis(Timeline timeline, FakeSalesBook truth, UnaryOperator<CapLedger> mutation) {
        this.timeline = timeline;
        this.truth = truth;
        this.mutation = mutation;
        this.memory = rebuilt();
        this.ledger = mutation.apply(memory);
    }

    /** Whether it never forgot or lied. */
    boolean isTrusted() {
        return trusted;
    }

    /** What it says is used and reserved now. */
    long taken(String counter, long windowStartSeconds) {
        return memory.taken(SimMarket.TENANT, counter, windowStartSeconds);
    }

    /** What the ledger says of a consumer that is about to be sold. */
    boolean takesForDuplicate(String consumerKey) {
        TypeId ping = TypeId.at("ping", timeline.now().toEpochMilli(), 1, timeline.nextLong());
        CapLedger.Option free = new CapLedger.Option(SaleMode.EXCLUSIVE, null, 1, List.of());
        CapLedger.Consumer consumer =
                new CapLedger.Consumer(SimMarket.CAMPAIGN, List.of(consumerKey), Integer.MAX_VALUE);
        CapLedger.Request request =
                new CapLedger.Request(SimMarket.TENANT, ping.toString(), consumer, List.of(free), 1, 0, null, null);
        return new CapLedger.Reply.Refused(Reason.DUPLICATE)
                .equals(memory.award(request).toCompletableFuture().join());
    }

    /** Everything is forgotten: pings, reservations, counters. A while later the counters are rebuilt. */
    void forget(long rebuildNanos) {
        timeline.note("redis forgets everything");
        trusted = false;
        stale = true;
        memory = new FakeCapLedger(timeline::now);
        ledger = mutation.apply(memory);
        timeline.after(rebuildNanos / 2, () -> {
            // Read now, in force later: what is sold in between is missing.
            FakeCapLedger fresh = rebuilt();
            timeline.after(rebuildNanos / 2, () -> {
                timeline.note("redis is rebuilt");
                memory = fresh;
                ledger = mutation.apply(fresh);
                stale = false;
            });
        });
    }

    /** Takes all that was used for free, and every buyer for rich. */
    void lie() {
        timeline.note("redis lies");
        trusted = false;
        memory = new FakeCapLedger(timeline::now);
        for (int buyer = 0; buyer < SimMarket.BUYERS; buyer++) {
            memory.fund(SimMarket.TENANT, SimMarket.buyer(buyer), PLENTY);
        }
        ledger = mutation.apply(memory);
    }

    /** A node's connection to it. */
    CapLedger port(Life life, String node, Faults faults) {
        Wire wire = new Wire(
                timeline,
                life,
                node + " redis",
                faults::redis,
                TIMEOUT,
                () -> new CapLedger.UnavailableException("no answer in time", null));
        return new Port(wire);
    }

    private FakeCapLedger rebuilt() {
        FakeCapLedger fresh = new FakeCapLedger(timeline::now);
        long nowSeconds = timeline.now().getEpochSecond();
        for (int buyer = 0; buyer < SimMarket.BUYERS; buyer++) {
            String id = SimMarket.buyer(buyer);
            fresh.fund(SimMarket.TENANT, id, truth.available(id));
        }
        truth.capUsed().forEach((window, used) -> {
            if (used > 0 && window.endSeconds() > nowSeconds) {
                use(
                        fresh,
                        null,
                        Duration.ZERO,
                        new CapClaim(window.counter(), window.startSeconds(), window.endSeconds(), PLENTY, used));
            }
        });
        for (FakeSalesBook.ConsumerClaim claim : truth.consumers()) {
            Duration left = Duration.between(timeline.now(), claim.until());
            if (left.isPositive()) {
                use(fresh, claim, left);
            }
        }
        return fresh;
    }

    /** Writes a use, or a consumer that is sold, by way of a leg that nobody else knows. */
    private void use(
            FakeCapLedger fresh, FakeSalesBook.@Nullable ConsumerClaim sold, Duration window, CapClaim... claims) {
        String ping = sold == null
                ? TypeId.at("ping", timeline.now().toEpochMilli(), 2, timeline.nextLong())
                        .toString()
                : sold.pingId();
        CapLedger.Option option = new CapLedger.Option(SaleMode.EXCLUSIVE, null, 1, List.of(claims));
        fresh.award(new CapLedger.Request(SimMarket.TENANT, ping, null, List.of(option), OWN_LEG, 1, 60, null, null));
        CapLedger.Consumer consumer = sold == null
                ? null
                : new CapLedger.Consumer(sold.campaign(), List.of(sold.consumerKey()), Integer.MAX_VALUE);
        long expires = timeline.now().getEpochSecond() + 60;
        fresh.commit(new CapLedger.Leg(
                SimMarket.TENANT, ping, OWN_LEG, expires, List.of(claims), consumer, window.toSeconds()));
        if (sold != null) {
            fresh.release(new CapLedger.Leg(SimMarket.TENANT, ping, OWN_LEG, expires, List.of()));
        }
    }

    /** What a node sees of it. */
    private final class Port implements CapLedger {

        private final Wire wire;

        Port(Wire wire) {
            this.wire = wire;
        }

        @Override
        public CompletionStage<Reply> award(Request request) {
            return wire.call(
                    "award " + request.pingId() + " of " + request.options().size(),
                    () -> stale ? new Reply.Stale(Reason.COUNTERS_STALE) : now(ledger.award(request)),
                    Port::shown);
        }

        @Override
        public CompletionStage<Boolean> commit(Leg leg) {
            return wire.call(
                    "commit " + leg.pingId() + " leg " + leg.number(),
                    () -> current(() -> ledger.commit(leg)),
                    String::valueOf);
        }

        @Override
        public CompletionStage<Void> release(Leg leg) {
            return wire.call(
                    "release " + leg.pingId() + " leg " + leg.number(),
                    () -> current(() -> ledger.release(leg)),
                    _ -> "done");
        }

        @Override
        public CompletionStage<Remembered> recall(String tenant, String pingId) {
            return wire.call(
                    "recall " + pingId,
                    () -> current(() -> ledger.recall(tenant, pingId)),
                    remembered -> Arrays.toString(remembered.chosen()) + (remembered.expired() ? " expired" : ""));
        }

        private <T> T current(Supplier<CompletionStage<T>> call) {
            if (stale) {
                throw new UnavailableException("the counters are being rebuilt", null);
            }
            return now(call.get());
        }

        private static <T> T now(CompletionStage<T> stage) {
            return stage.toCompletableFuture().join();
        }

        private static String shown(Reply reply) {
            return switch (reply) {
                case Reply.Awarded awarded -> "awarded " + Arrays.toString(awarded.chosen());
                case Reply.Refused refused -> refused.toString();
                case Reply.Stale _ -> "stale";
            };
        }
    }
}
