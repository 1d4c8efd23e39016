package dev.gavel.auction.award;

import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.contract.Campaign;

/**
 * What a winner pays and the vendor gets, in one campaign for one vendor.
 *
 * <p>First price: the winner pays its bid. Second price: it pays the bid ranked next behind it among bids of the same sale mode, or
 * the reserve when there is none or that is lower, plus the increment; at most its own bid. Each shared leg is priced by the bid behind its
 * own, as in a generalised second-price auction (Edelman, Ostrovsky, Schwarz: Internet Advertising and the Generalized Second-Price Auction,
 * American Economic Review 97, 2007). Where the ranking is not by price, the bid behind may be the higher one; the winner then
 * pays its own bid.
 *
 * <p>The vendor's floor is on the payout, and so works as a reserve of its own: a second price that pays the vendor less is raised to the
 * least price that pays the floor. A bid takes part when it reaches the reserve and its own price would pay the floor.
 *
 * <p>Thread safety: immutable.
 */
record Prices(Campaign campaign, long vendorFloorMicros) {

    /** There is no bid behind. */
    static final long NO_BID_BEHIND = 0;

    boolean reachesReserve(long bidMicros) {
        return bidMicros >= campaign.reserveMicros();
    }

    boolean reachesFloor(long bidMicros) {
        return campaign.margin().payoutMicros(bidMicros) >= vendorFloorMicros;
    }

    /**
     * The candidate that a bid becomes.
     *
     * @param bid reaches reserve and floor
     * @param behindMicros the bid ranked next behind of the same sale mode, or {@link #NO_BID_BEHIND}
     */
    Candidate candidate(Bid bid, long behindMicros) {
        long priceMicros = switch (campaign.pricing()) {
            case Campaign.Pricing.FirstPrice() -> bid.priceMicros();
            case Campaign.Pricing.SecondPrice(long incrementMicros) ->
                secondPrice(bid.priceMicros(), behindMicros, incrementMicros);
        };
        return new Candidate(bid, priceMicros, campaign.margin().payoutMicros(priceMicros));
    }

    private long secondPrice(long bidMicros, long behindMicros, long incrementMicros) {
        long priceMicros = Math.max(behindMicros, campaign.reserveMicros()) + incrementMicros;
        if (priceMicros < bidMicros && !reachesFloor(priceMicros)) {
            priceMicros = campaign.margin().leastPriceMicros(vendorFloorMicros, priceMicros);
        }
        return Math.min(priceMicros, bidMicros);
    }
}
