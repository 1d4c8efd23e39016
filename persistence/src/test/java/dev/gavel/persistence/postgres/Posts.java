package dev.gavel.persistence.postgres;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.id.TypeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** Makes synthetic posts for tests; each has ids and a consumer of its own. */
final class Posts {
    static final Instant NOW = Instant.parse("2026-11-20T17:00:00Z");
    static final String TENANT = "acme";
    static final long DOLLAR = 1_000_000;

    private static final SplittableRandom RANDOM = new SplittableRandom(42);

    private Posts() {}

    static synchronized String id(String prefix) {
        return TypeId.at(prefix, NOW.toEpochMilli(), RANDOM.nextLong(), RANDOM.nextLong())
                .toString();
    }

    static LegIntent leg(String contract, String buyer, long priceMicros, CapClaim... caps) {
        return leg(id(Ids.LEG), contract, buyer, priceMicros, caps);
    }

    /** Another delivery of a leg. */
    static LegIntent leg(String legId, String contract, String buyer, long priceMicros, CapClaim... caps) {
        List<CapClaim> claims = new java.util.ArrayList<>(List.of(caps));
        claims.add(CapClaim.funds(buyer, priceMicros));
        return new LegIntent(
                legId,
                id(Ids.DELIVERY),
                contract,
                buyer,
                "https://buyer.example.com/leads",
                priceMicros,
                priceMicros * 8 / 10,
                claims,
                Duration.ofSeconds(30));
    }

    static CapClaim cap(String counter, long limit) {
        return new CapClaim(counter, 1_763_596_800, 1_763_683_200, limit, 1);
    }

    static PostIntent post(LegIntent... legs) {
        return post(id(Ids.PING), id("consumer"), legs);
    }

    static PostIntent post(String pingId, String consumer, LegIntent... legs) {
        return new PostIntent(
                TENANT,
                pingId,
                id(Ids.LEAD),
                "auto-insurance",
                "vendor-1",
                "fb-17",
                "USD",
                List.of(consumer),
                Duration.ofDays(30),
                new byte[] {1, 2, 3},
                NOW,
                List.of(legs),
                "{\"type\":\"post_begun\",\"ping\":\"" + pingId + "\"}");
    }

    static LegResult result(LegIntent leg, LegOutcome outcome) {
        return new LegResult(
                leg.legId(),
                leg.deliveryId(),
                outcome,
                outcome == LegOutcome.ACCEPTED ? "ref-1" : null,
                outcome == LegOutcome.ACCEPTED ? null : "because");
    }

    static Settlement settlement(PostIntent post, String state, LegResult... results) {
        return new Settlement(
                post.tenant(),
                post.pingId(),
                post.leadId(),
                List.of(results),
                NOW,
                _ -> new Settlement.Answered(
                        state,
                        "{\"status\":\"" + state + "\"}",
                        List.of("{\"type\":\"post_settled\",\"state\":\"" + state + "\"}")));
    }
}
