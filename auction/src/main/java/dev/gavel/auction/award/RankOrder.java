package dev.gavel.auction.award;

import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.bid.TieBreak;
import dev.gavel.auction.contract.Campaign;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which bids are served. Every order is total and follows from the campaign's seed, the lead's seed and number and the
 * bids alone, so that a decision can be replayed.
 *
 * <p>Thread safety: stateless.
 */
final class RankOrder {

    private static final Comparator<Bid> BY_PRICE =
            Comparator.comparingLong(Bid::priceMicros).reversed();
    private static final Comparator<Bid> BY_PRIORITY =
            Comparator.comparingInt(bid -> bid.contract().priority());
    private static final Comparator<Bid> BY_ID =
            Comparator.comparing(bid -> bid.contract().id());
    private static final Comparator<Waiting> BY_WAITING_TIME =
            Comparator.comparingLong(Waiting::time).thenComparing(Waiting::bid, BY_ID);

    private static final int FRACTION_BITS = 32;
    private static final int WEIGHT_SCALE_BITS = 24;

    private RankOrder() {}

    /**
     * The bids in rank order, as a new list.
     *
     * @param leadNumber the lead's number in its campaign, for {@code ROUND_ROBIN}
     */
    static List<Bid> rank(List<Bid> bids, Campaign campaign, long leadSeed, long leadNumber) {
        long drawSeed = TieBreak.drawSeed(campaign.seed(), leadSeed);
        return switch (campaign.ranking()) {
            case HIGHEST_PRICE ->
                sorted(bids, BY_PRICE.thenComparing(BY_PRIORITY).thenComparing(byLot(drawSeed)));
            case PRIORITY_THEN_PRICE ->
                sorted(bids, BY_PRIORITY.thenComparing(BY_PRICE).thenComparing(byLot(drawSeed)));
            case WEIGHTED -> drawn(bids, drawSeed);
            case ROUND_ROBIN -> rotated(sorted(bids, BY_ID), leadNumber);
        };
    }

    private static List<Bid> sorted(List<Bid> bids, Comparator<Bid> order) {
        List<Bid> ranked = new ArrayList<>(bids);
        ranked.sort(order);
        return ranked;
    }

    private static Comparator<Bid> byLot(long drawSeed) {
        return Comparator.<Bid>comparingLong(bid -> lot(bid, drawSeed) + Long.MIN_VALUE)
                .thenComparing(BY_ID);
    }

    /** The bid's pseudo-random number in the lead's draw, unsigned. */
    private static long lot(Bid bid, long drawSeed) {
        return TieBreak.number(drawSeed, TieBreak.idHash(bid.contract().id()));
    }

    /**
     * A draw without replacement by weight: each bid waits for an exponentially distributed time of rate {@code weight}, and who waits
     * shortest is first. The order has the distribution of drawing one after the other in proportion to the weights that are left
     * (Efraimidis and Spirakis: Weighted random sampling with a reservoir, Information Processing Letters 97, 2006; their key u^(1/w)
     * orders as -log(u)/w does).
     */
    private static List<Bid> drawn(List<Bid> bids, long drawSeed) {
        List<Waiting> waiting = new ArrayList<>(bids.size());
        for (Bid bid : bids) {
            waiting.add(
                    new Waiting(waitingTime(lot(bid, drawSeed), bid.contract().weight()), bid));
        }
        waiting.sort(BY_WAITING_TIME);
        List<Bid> ranked = new ArrayList<>(bids.size());
        for (Waiting next : waiting) {
            ranked.add(next.bid());
        }
        return ranked;
    }

    /** A bid in a draw; its time costs too much to be made anew in every comparison. */
    private record Waiting(long time, Bid bid) {}

    static long waitingTime(long lot, int weight) {
        return (minusLog2(lot) << WEIGHT_SCALE_BITS) / weight;
    }

    /**
     * {@code -log2(lot / 2^64)} with 32 binary places, in integers alone and so the same on every machine. Squaring a number in [1, 2) doubles
     * its logarithm, whose next binary place is then whether the square reaches 2.
     */
    static long minusLog2(long lot) {
        long unsigned = lot == 0 ? 1 : lot;
        int zeros = Long.numberOfLeadingZeros(unsigned);
        long mantissa = unsigned << zeros; // in [1, 2), with 63 binary places
        long fraction = 0;
        for (int i = 0; i < FRACTION_BITS; i++) {
            long square = Math.unsignedMultiplyHigh(mantissa, mantissa); // in [1, 4), with 62 binary places
            boolean reachesTwo = square < 0;
            fraction = (fraction << 1) | (reachesTwo ? 1 : 0);
            mantissa = reachesTwo ? square : square << 1;
        }
        return ((zeros + 1L) << FRACTION_BITS) - fraction;
    }

    /** Lead by lead, the next of the bids by id begins. */
    private static List<Bid> rotated(List<Bid> byId, long leadNumber) {
        if (byId.isEmpty()) {
            return byId;
        }
        int first = Math.floorMod(leadNumber, byId.size());
        List<Bid> rotated = new ArrayList<>(byId.size());
        rotated.addAll(byId.subList(first, byId.size()));
        rotated.addAll(byId.subList(0, first));
        return rotated;
    }
}
