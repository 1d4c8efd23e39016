package dev.gavel.auction.award;

import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.reason.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides a lead's auction: drops the bids that are too low, ranks and prices the others. Caps and funds come later, in the cap
 * ledger. Where all prices are fixed, {@link StandingAuction} decides the same without making bids.
 *
 * <p>Rankings, each with its tie-break:
 *
 * <ul>
 *   <li>highest price: then smaller priority, then a seeded draw per lead ({@link dev.gavel.auction.bid.TieBreak});
 *   <li>priority then price: then the same draw;
 *   <li>weighted: a seeded draw without replacement in proportion to the contracts' weights;
 *   <li>round robin: the bids by contract id, beginning with the one that the lead's number falls on.
 * </ul>
 *
 * <p>Thread safety: stateless.
 */
public final class Auction {

    /**
     * How many candidates of each sale mode an award keeps: the best. It bounds what is made, sealed and sent for a lead; where so many
     * have no room under their caps, the caller decides again without them.
     */
    public static final int MOST_CANDIDATES = 6;

    private Auction() {}

    /**
     * Decides.
     *
     * @param bids of contracts of this campaign, at most one each, in any order
     * @param vendorFloorMicros least payout that the vendor takes
     * @param leadSeed what makes this lead's draws differ from others', for instance from its id
     * @param leadNumber the lead's number in the campaign, for round robin
     * @return candidates in rank order, at most {@link #MOST_CANDIDATES} of each mode; or none and the refusal: {@code NO_BID} without
     *     bids, {@code BELOW_FLOOR} when some bid reached the reserve, else {@code BELOW_RESERVE}
     */
    public static Award decide(
            Campaign campaign, List<Bid> bids, long vendorFloorMicros, long leadSeed, long leadNumber) {
        Prices prices = new Prices(campaign, vendorFloorMicros);
        List<Bid> eligible = new ArrayList<>(bids.size());
        boolean reserveReached = false;
        for (Bid bid : bids) {
            boolean reachesReserve = prices.reachesReserve(bid.priceMicros());
            reserveReached |= reachesReserve;
            if (reachesReserve && prices.reachesFloor(bid.priceMicros())) {
                eligible.add(bid);
            }
        }
        if (eligible.isEmpty()) {
            return new Award(List.of(), campaign.maxLegs(), refusal(bids.isEmpty(), reserveReached));
        }
        List<Bid> ranked = RankOrder.rank(eligible, campaign, leadSeed, leadNumber);
        return new Award(candidates(ranked, prices), campaign.maxLegs(), null);
    }

    static Reason refusal(boolean noBids, boolean reserveReached) {
        if (noBids) {
            return Reason.NO_BID;
        }
        return reserveReached ? Reason.BELOW_FLOOR : Reason.BELOW_RESERVE;
    }

    private static List<Candidate> candidates(List<Bid> ranked, Prices prices) {
        @Nullable Candidate[] priced = new @Nullable Candidate[ranked.size()];
        price(ranked, SaleMode.EXCLUSIVE, prices, priced);
        price(ranked, SaleMode.SHARED, prices, priced);
        List<Candidate> candidates = new ArrayList<>(Math.min(ranked.size(), 2 * MOST_CANDIDATES));
        for (Candidate candidate : priced) {
            if (candidate != null) {
                candidates.add(candidate);
            }
        }
        return candidates;
    }

    /** Prices the best bids of one mode, each once the bid behind it is known. */
    private static void price(List<Bid> ranked, SaleMode mode, Prices prices, @Nullable Candidate[] priced) {
        int waiting = -1;
        int kept = 0;
        for (int i = 0; i < ranked.size() && kept < MOST_CANDIDATES; i++) {
            if (ranked.get(i).contract().mode() == mode) {
                if (waiting >= 0) {
                    priced[waiting] =
                            prices.candidate(ranked.get(waiting), ranked.get(i).priceMicros());
                    kept++;
                }
                waiting = i;
            }
        }
        if (waiting >= 0 && kept < MOST_CANDIDATES) {
            priced[waiting] = prices.candidate(ranked.get(waiting), Prices.NO_BID_BEHIND);
        }
    }
}
