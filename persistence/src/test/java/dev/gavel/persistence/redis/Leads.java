package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Consumer;
import dev.gavel.auction.cap.CapLedger.Leg;
import dev.gavel.auction.cap.CapLedger.Option;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.id.TypeId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Requests for tests, in few words. */
final class Leads {

    private static final AtomicLong NUMBERS = new AtomicLong();

    private Leads() {}

    static String newId(String prefix) {
        return TypeId.at(prefix, System.currentTimeMillis(), 0, NUMBERS.incrementAndGet())
                .toString();
    }

    /** A cap on a number of leads that never ends. */
    static CapClaim one(String cap, long limit) {
        return new CapClaim(cap, 0, CapClaim.NO_END, limit, 1);
    }

    static Option exclusive(long payoutMicros, CapClaim... claims) {
        return new Option(SaleMode.EXCLUSIVE, null, payoutMicros, List.of(claims));
    }

    static Option shared(String group, long payoutMicros, CapClaim... claims) {
        return new Option(SaleMode.SHARED, group, payoutMicros, List.of(claims));
    }

    static Consumer consumer(String... keys) {
        return new Consumer("auto", List.of(keys), 100);
    }

    static Request lead(String tenant, Option... options) {
        return lead(tenant, null, options);
    }

    static Request lead(String tenant, Consumer consumer, Option... options) {
        return new Request(
                tenant,
                newId("ping"),
                consumer,
                List.of(options),
                3,
                60,
                "what the ping was".getBytes(StandardCharsets.UTF_8),
                "{\"type\":\"ping\"".getBytes(StandardCharsets.UTF_8));
    }

    static Request withTtl(Request request, int ttlSeconds) {
        return new Request(
                request.tenant(),
                request.pingId(),
                request.consumer(),
                request.options(),
                request.firstLeg(),
                request.maxLegs(),
                ttlSeconds,
                request.memory(),
                request.eventHead());
    }

    static Leg leg(Request request, int option) {
        return leg(request, option, 0);
    }

    static Leg leg(Request request, int option, long duplicateSeconds) {
        return leg(request, request.consumer(), option, duplicateSeconds);
    }

    static Leg leg(Request request, Consumer consumer, int option, long duplicateSeconds) {
        Option chosen = request.options().get(option);
        return new Leg(
                request.tenant(),
                request.pingId(),
                request.firstLeg() + option,
                0,
                chosen.claims(),
                consumer,
                duplicateSeconds);
    }
}
