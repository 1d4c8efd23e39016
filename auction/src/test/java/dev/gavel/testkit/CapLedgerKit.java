package dev.gavel.testkit;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.cap.CapLedger.Consumer;
import dev.gavel.auction.cap.CapLedger.Leg;
import dev.gavel.auction.cap.CapLedger.Option;
import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.id.TypeId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * What the shared tests of cap ledgers stand on. Every test has counters, consumers and a tenant of its own, so that implementations need
 * not be emptied between tests.
 */
abstract class CapLedgerKit {

    private static final int TTL_SECONDS = 60;

    final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);

    /** The ledger under test. It must know {@link #tenant()}, with empty counters, when a test begins. */
    protected abstract CapLedger ledger();

    /** Raises what a buyer may spend. */
    protected abstract void fund(String tenant, String buyer, long micros);

    /** Puts a consumer's key on the suppression list. */
    protected abstract void suppress(String tenant, String key);

    /** The ledger's clock. */
    protected abstract long nowMillis();

    /** The tenant of this test, which no other test has. */
    protected final String tenant() {
        return tenant;
    }

    final long nowSeconds() {
        return nowMillis() / 1_000;
    }

    final String ping() {
        UUID random = UUID.randomUUID();
        return TypeId.at("ping", nowMillis(), random.getMostSignificantBits(), random.getLeastSignificantBits())
                .toString();
    }

    /** One use of a counter that never ends. */
    static CapClaim one(String counter, long limit) {
        return new CapClaim(counter, 0, CapClaim.NO_END, limit, 1);
    }

    static Option exclusive(long payout, CapClaim... claims) {
        return new Option(SaleMode.EXCLUSIVE, null, payout, List.of(claims));
    }

    static Option shared(long payout, CapClaim... claims) {
        return new Option(SaleMode.SHARED, null, payout, List.of(claims));
    }

    static Option inGroup(String group, Option option) {
        return new Option(option.mode(), group, option.payoutMicros(), option.claims());
    }

    static Option until(long second, Option option) {
        return new Option(option.mode(), option.group(), option.payoutMicros(), option.claims(), second);
    }

    static Consumer consumer(String... keys) {
        return new Consumer("campaign", List.of(keys), 100);
    }

    final Request request(Consumer consumer, int maxLegs, int ttlSeconds, Option... options) {
        byte[] memory = {1, 0, -1, '\n', '|', ';'};
        return new Request(tenant, ping(), consumer, List.of(options), maxLegs, ttlSeconds, memory, null);
    }

    final Request request(Option... options) {
        return request(null, 2, TTL_SECONDS, options);
    }

    final Request request(Consumer consumer, Option... options) {
        return request(consumer, 2, TTL_SECONDS, options);
    }

    final Reply award(Request request) {
        return join(ledger().award(request));
    }

    final boolean commit(Leg leg) {
        return join(ledger().commit(leg));
    }

    final void release(Leg leg) {
        join(ledger().release(leg));
    }

    /** How many of so many equal requests are awarded. */
    final int awardsOf(int requests, Option... options) {
        int awards = 0;
        for (int i = 0; i < requests; i++) {
            awards += award(request(options)) instanceof Reply.Awarded ? 1 : 0;
        }
        return awards;
    }

    /** The legs that a reply chose of a request. */
    static List<Leg> legs(Request request, Reply reply) {
        List<Leg> legs = new ArrayList<>();
        Reply.Awarded awarded = (Reply.Awarded) reply;
        for (int index : awarded.chosen()) {
            Option option = request.options().get(index);
            legs.add(new Leg(
                    request.tenant(),
                    request.pingId(),
                    request.firstLeg() + index,
                    awarded.expiresAtSeconds(),
                    option.claims()));
        }
        return legs;
    }

    /** The same leg, settled with a word about its consumer. */
    static Leg of(Consumer consumer, long duplicateSeconds, Leg leg) {
        return new Leg(
                leg.tenant(),
                leg.pingId(),
                leg.number(),
                leg.expiresAtSeconds(),
                leg.claims(),
                consumer,
                duplicateSeconds);
    }

    static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
