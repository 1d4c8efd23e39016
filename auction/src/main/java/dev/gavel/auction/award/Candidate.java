package dev.gavel.auction.award;

import dev.gavel.auction.bid.Bid;

/**
 * A ranked bid with the amounts that hold if it wins.
 *
 * @param priceMicros what the buyer pays: at least the reserve, at most its bid
 * @param payoutMicros what the vendor is promised: at least the vendor's floor
 */
public record Candidate(Bid bid, long priceMicros, long payoutMicros) {}
