package dev.gavel.server.simulation;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.money.Money;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.SalesBook;
import dev.gavel.persistence.testkit.FakeSalesBook;
import dev.gavel.server.buyer.Deliverer;
import dev.gavel.server.market.LiveMarket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * One run: a market, two nodes, vendors and buyers, and all that goes wrong between them, from one seed. First everything that may fail does;
 * then all is healed, and what was left open must come to its end.
 *
 * <p>Thread safety: confined to the run's thread.
 */
final class Simulation {

    private static final int LEADS = 14;
    private static final long TROUBLE = 100 * Timeline.SECOND;
    private static final long RECOVERY = TROUBLE + 260 * Timeline.SECOND;
    private static final long LAST_POSTS = RECOVERY + 70 * Timeline.SECOND;
    private static final long END = LAST_POSTS + 60 * Timeline.SECOND;

    final Timeline timeline;
    final Faults faults;
    final Market market;
    final FakeSalesBook truth = new FakeSalesBook();
    final SimRedis redis;
    final SimBuyers buyers;
    final SimVendors vendors;
    final Map<String, Long> begunNanos = new HashMap<>();
    private final List<SimNode> nodes = new ArrayList<>();

    /** What of the world is deliberately broken. */
    record Broken(UnaryOperator<SalesBook> book, UnaryOperator<CapLedger> ledger, UnaryOperator<Deliverer> deliverer) {
        static final Broken NOTHING =
                new Broken(UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** How a run ended. */
    record Result(
            long seed, Faults faults, long hash, List<String> violations, List<String> tail, Map<String, Long> seen) {}

    private Simulation(long seed, Broken broken) {
        timeline = new Timeline(seed);
        faults = Faults.draw(timeline);
        market = SimMarket.draw(timeline);
        for (int buyer = 0; buyer < SimMarket.BUYERS; buyer++) {
            truth.deposit(SimMarket.buyer(buyer), timeline.between(0, 70) * Money.UNIT_MICROS);
            truth.setCreditLimit(SimMarket.buyer(buyer), timeline.between(0L, 2L) * 10 * Money.UNIT_MICROS);
        }
        redis = new SimRedis(timeline, truth, broken.ledger());
        buyers = new SimBuyers(timeline, faults);
        TenantKeys keys = TenantKeys.of(SimMarket.TENANT, new TreeMap<>(Map.of(1, new byte[32])));
        LiveMarket live = LiveMarket.compile(market, keys, Timeline.BEGIN, null);
        SalesBook book = broken.book().apply(truth);
        BiFunction<Life, String, Deliverer> ways =
                (life, node) -> broken.deliverer().apply(buyers.port(life, node));
        for (int node = 1; node <= 2; node++) {
            nodes.add(new SimNode(timeline, "node-" + node, live, redis, book, ways, faults, begunNanos));
        }
        vendors = new SimVendors(timeline, faults, nodes);
    }

    /** Runs a seed in a whole world. */
    static Result run(long seed) {
        return run(seed, Broken.NOTHING);
    }

    /** Runs a seed in a world that is broken. */
    static Result run(long seed, Broken broken) {
        Simulation simulation = new Simulation(seed, broken);
        List<String> violations = new ArrayList<>();
        try {
            simulation.runAll();
            violations.addAll(new Invariants(simulation).violations());
        } catch (AssertionError | RuntimeException e) {
            simulation.timeline.note("ended by " + e + (e.getCause() == null ? "" : " because of " + e.getCause()));
            violations.add(e + (e.getCause() == null ? "" : " because of " + e.getCause()));
        }
        Trace trace = simulation.timeline.trace();
        return new Result(
                seed, simulation.faults, trace.hash(), violations, trace.tail(), new Coverage(simulation).seen());
    }

    private void runAll() {
        timeline.note(faults.toString());
        for (int lead = 0; lead < LEADS; lead++) {
            int consumer = timeline.chance(200) ? timeline.between(0, lead) : lead;
            int vendor = timeline.between(0, SimMarket.VENDORS - 1);
            timeline.after(timeline.between(0, TROUBLE / 2), () -> vendors.ping(vendor, consumer));
        }
        for (int i = 0; i < faults.crashes(); i++) {
            SimNode node = timeline.any(nodes);
            timeline.after(timeline.between(0, TROUBLE), () -> crash(node));
        }
        for (int i = 0; i < faults.amnesias(); i++) {
            long rebuild = timeline.between(Timeline.MILLI, 3 * Timeline.SECOND);
            timeline.after(timeline.between(0, TROUBLE), () -> redis.forget(rebuild));
        }
        for (int i = 0; i < faults.lies(); i++) {
            timeline.after(timeline.between(0, TROUBLE), redis::lie);
        }
        timeline.runUntil(TROUBLE);
        timeline.note("all is healed");
        faults.heal();
        timeline.runUntil(RECOVERY);
        for (String pingId : vendors.promises().keySet()) {
            if (truth.lead(pingId) != null) {
                nodes.forEach(node -> vendors.postOnce(pingId, node, _ -> {}));
            }
        }
        timeline.runUntil(END);
    }

    private void crash(SimNode node) {
        if (node.isUp()) {
            node.crash();
            timeline.after(timeline.between(0, 5 * Timeline.SECOND), node::start);
        }
    }
}
