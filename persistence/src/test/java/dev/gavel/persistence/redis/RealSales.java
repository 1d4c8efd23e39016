package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.Leads.leg;
import static dev.gavel.persistence.redis.Leads.newId;
import static dev.gavel.persistence.redis.Leads.one;
import static dev.gavel.persistence.redis.RedisRig.await;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.persistence.counters.PostgresCounters;
import dev.gavel.persistence.postgres.CounterTruth;
import dev.gavel.persistence.postgres.Ids;
import dev.gavel.persistence.postgres.Ledger;
import dev.gavel.persistence.postgres.LegIntent;
import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.postgres.LegResult;
import dev.gavel.persistence.postgres.PostIntent;
import dev.gavel.persistence.postgres.PostStart;
import dev.gavel.persistence.postgres.Sales;
import dev.gavel.persistence.postgres.Settlement;
import dev.gavel.persistence.testkit.CounterView;
import dev.gavel.persistence.testkit.PostgresForTests;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** A tenant with one buyer, whose leads are pinged, posted and settled in a real Redis and a real Postgres, step by step as a node does it. */
final class RealSales {

    static final long DOLLAR = 1_000_000;
    static final String BUYER = "b";
    static final CapClaim FUNDS = CapClaim.funds(BUYER, DOLLAR);

    final String tenant = RedisForTests.newTenant();
    final PostgresForTests postgres;
    final RedisRig rig;
    final Sales sales;
    final PostgresCounters truth;
    final Epochs epochs;
    final RedisCapLedger ledger;

    /**
     * @param funds what the buyer paid in, in dollars
     */
    RealSales(PostgresForTests postgres, RedisRig rig, long funds) {
        this.postgres = postgres;
        this.rig = rig;
        postgres.withTenants(tenant);
        new Ledger(postgres.scope())
                .deposit(tenant, BUYER, "USD", funds * DOLLAR, "first", Instant.now())
                .block(RedisRig.PATIENCE);
        sales = new Sales(postgres.scope());
        truth = new PostgresCounters(new CounterTruth(postgres.scope()), InstantSource.system());
        epochs = new Epochs(rig.lanes, truth);
        epochs.ready(tenant).block(RedisRig.PATIENCE);
        ledger = new RedisCapLedger(rig.lanes, epochs, InstantSource.system());
    }

    /** A lead for a dollar that counts against these caps. */
    Request request(CapClaim... caps) {
        CapClaim[] claims = java.util.Arrays.copyOf(caps, caps.length + 1);
        claims[caps.length] = FUNDS;
        return lead(tenant, exclusive(1, claims));
    }

    Request request(String cap, long limit) {
        return request(one(cap, limit));
    }

    Reply award(Request request) {
        return await(ledger.award(request));
    }

    /** As a post does whose ping has no reservation. */
    Reply reserveNow(Request request) {
        return award(new Request(tenant, request.pingId(), null, request.options(), 0, 1, 60, null, null));
    }

    boolean commit(Request request) {
        return await(ledger.commit(leg(request, 0)));
    }

    void release(Request request) {
        await(ledger.release(leg(request, 0)));
    }

    /** A post: what is written for it, before and after the buyer was asked. */
    record Written(PostIntent intent, LegIntent leg) {}

    Written written(Request request) {
        LegIntent leg = new LegIntent(
                newId(Ids.LEG),
                newId(Ids.DELIVERY),
                "a",
                BUYER,
                null,
                DOLLAR,
                DOLLAR / 2,
                request.options().getFirst().claims(),
                Duration.ZERO);
        PostIntent intent = new PostIntent(
                tenant,
                request.pingId(),
                newId(Ids.LEAD),
                "auto",
                "vendor",
                "source",
                "USD",
                List.of(),
                Duration.ZERO,
                new byte[] {1},
                Instant.now(),
                List.of(leg),
                "{}");
        return new Written(intent, leg);
    }

    /** Transaction 1. */
    PostStart begin(Written post) {
        return sales.begin(post.intent()).block(RedisRig.PATIENCE);
    }

    /** Transaction 2. */
    void settle(Written post, LegOutcome outcome) {
        PostIntent intent = post.intent();
        LegIntent leg = post.leg();
        String state = outcome == LegOutcome.ACCEPTED ? "SOLD" : "REFUSED";
        sales.settle(new Settlement(
                        intent.tenant(),
                        intent.pingId(),
                        intent.leadId(),
                        List.of(new LegResult(leg.legId(), leg.deliveryId(), outcome, null, null)),
                        Instant.now(),
                        _ -> new Settlement.Answered(state, "{}", List.of("{}"))))
                .block(RedisRig.PATIENCE);
    }

    /** What Redis shows of a counter without an end, less what a buyer may spend of funds. */
    long inRedis(String counter) {
        CounterView shown = rig.counter(tenant, counter, 0);
        return shown.used() - shown.limit();
    }

    long usedInPostgres(String cap) {
        return number("SELECT coalesce(sum(used), 0) FROM gavel.cap_usage WHERE tenant = '" + tenant
                + "' AND counter = '" + cap + "'");
    }

    long availableInPostgres() {
        return number("SELECT balance_micros FROM gavel.account WHERE tenant = '" + tenant + "' AND account = 'buyer/"
                + BUYER + "'");
    }

    private long number(String sql) {
        return Long.parseLong(postgres.superuserQuery(sql).getFirst());
    }
}
