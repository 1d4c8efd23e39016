package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.lead.Vertical;
import dev.gavel.auction.money.Margin;
import java.time.Duration;

/**
 * A tenant's market for one vertical: the rules of its auction and the policy of its gates.
 *
 * <p>Thread safety: immutable.
 *
 * @param id unique in the tenant
 * @param maxLegs to how many buyers a shared lead is sold at most; 1 sells every lead once
 * @param reserveMicros no bid below it wins
 * @param bidTimeout how long buyers are asked for
 * @param postTimeout how long a post may take, deliveries included
 * @param pingTtl how long an accepted ping's price holds
 * @param reservation when caps and funds are reserved
 * @param seed of every random choice, so that decisions can be replayed
 */
public record Campaign(
        String id,
        Vertical vertical,
        Ranking ranking,
        Pricing pricing,
        int maxLegs,
        long reserveMicros,
        Margin margin,
        Duration bidTimeout,
        Duration postTimeout,
        Duration pingTtl,
        Reservation reservation,
        long seed,
        GatePolicy gates) {

    /** The most legs that a lead may have. */
    public static final int MOST_LEGS = 8;

    public Campaign {
        requireNonNull(id, "id");
        requireNonNull(vertical, "vertical");
        requireNonNull(ranking, "ranking");
        requireNonNull(pricing, "pricing");
        requireNonNull(margin, "margin");
        requireNonNull(bidTimeout, "bidTimeout");
        requireNonNull(postTimeout, "postTimeout");
        requireNonNull(pingTtl, "pingTtl");
        requireNonNull(reservation, "reservation");
        requireNonNull(gates, "gates");
        if (maxLegs < 1 || maxLegs > MOST_LEGS) {
            throw new IllegalArgumentException("maxLegs: " + maxLegs + " (expected: 1 to " + MOST_LEGS + ")");
        }
    }

    /** A campaign that reserves at the ping. */
    public Campaign(
            String id,
            Vertical vertical,
            Ranking ranking,
            Pricing pricing,
            int maxLegs,
            long reserveMicros,
            Margin margin,
            Duration bidTimeout,
            Duration postTimeout,
            Duration pingTtl,
            long seed,
            GatePolicy gates) {
        this(
                id,
                vertical,
                ranking,
                pricing,
                maxLegs,
                reserveMicros,
                margin,
                bidTimeout,
                postTimeout,
                pingTtl,
                Reservation.PING,
                seed,
                gates);
    }

    /** The same campaign with another policy of its gates. */
    public Campaign withGates(GatePolicy other) {
        return new Campaign(
                id,
                vertical,
                ranking,
                pricing,
                maxLegs,
                reserveMicros,
                margin,
                bidTimeout,
                postTimeout,
                pingTtl,
                reservation,
                seed,
                other);
    }

    /** When caps and funds are reserved for a lead. */
    public enum Reservation {
        /** With the ping: what was promised has its room until the ping expires. */
        PING,
        /** With the post: a ping that nobody posts keeps no room from others, and a promise may fail for lack of it. */
        POST
    }

    /** In which order bids are served. */
    public enum Ranking {
        HIGHEST_PRICE,
        PRIORITY_THEN_PRICE,
        /** A seeded draw without replacement, by the contracts' weights. */
        WEIGHTED,
        /** The contracts take turns, by the number of the lead in the campaign. */
        ROUND_ROBIN
    }

    /** What the winner pays. */
    public sealed interface Pricing {

        /** Its own bid. */
        record FirstPrice() implements Pricing {}

        /**
         * The bid ranked next behind it in the same sale mode, or the reserve if that is more, plus an increment; never more than its
         * own bid, and never so little that the vendor's floor is missed.
         */
        record SecondPrice(long incrementMicros) implements Pricing {}
    }
}
