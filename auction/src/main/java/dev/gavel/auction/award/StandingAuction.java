package dev.gavel.auction.award;

import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.bid.TieBreak;
import dev.gavel.auction.book.ContractBook;
import dev.gavel.auction.book.Matches;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.reason.Reason;
import java.util.List;

/**
 * Matches and decides at once where a book is statically ranked: contracts come in rank order, so that the search ends with the best
 * candidates, and their bids are made already. Gives what {@link Auction#decide} gives for the same matches; and {@code NO_CONTRACT} when
 * nothing matches.
 *
 * <p>Reusable: keep one per event loop. Thread safety: confined to one thread. Allocates the award with its candidates alone.
 */
public final class StandingAuction {

    private final Matches matches = new Matches();
    private final Shortlist exclusive = new Shortlist();
    private final Shortlist shared = new Shortlist();

    private boolean anyMatched;
    private boolean reserveReached;

    /** An auction with nothing to decide yet. */
    public StandingAuction() {}

    /**
     * Decides.
     *
     * @param book statically ranked
     * @param vendorFloorMicros least payout that the vendor takes
     * @param leadSeed what makes this lead's draws among equal bids differ from others'
     * @throws IllegalArgumentException when the book is not statically ranked
     */
    public Award decide(
            ContractBook book, Lead lead, String vendor, String source, long vendorFloorMicros, long leadSeed) {
        if (!book.isStaticallyRanked()) {
            throw new IllegalArgumentException(book + " is not statically ranked");
        }
        Prices prices = new Prices(book.campaign(), vendorFloorMicros);
        book.match(lead, vendor, source, matches);
        shortlist(book, prices, TieBreak.drawSeed(book.campaign().seed(), leadSeed));
        matches.clear();
        List<Candidate> candidates = candidates(book, prices);
        int maxLegs = book.campaign().maxLegs();
        return candidates.isEmpty() ? new Award(List.of(), maxLegs, refusal()) : new Award(candidates, maxLegs, null);
    }

    private Reason refusal() {
        return anyMatched ? Auction.refusal(false, reserveReached) : Reason.NO_CONTRACT;
    }

    /** Takes the matches in until no better one can follow. */
    private void shortlist(ContractBook book, Prices prices, long drawSeed) {
        exclusive.clear();
        shared.clear();
        anyMatched = false;
        reserveReached = false;
        boolean pricesFall = book.campaign().ranking() == Campaign.Ranking.HIGHEST_PRICE;
        for (int position = matches.next(); position != Matches.END; position = matches.next()) {
            anyMatched = true;
            Bid bid = book.fixedBid(position);
            if (!prices.reachesReserve(bid.priceMicros())) {
                if (pricesFall) {
                    return;
                }
                continue;
            }
            reserveReached = true;
            if (prices.reachesFloor(bid.priceMicros())) {
                int tieStart = book.tieStart(position);
                if (isClosed(exclusive, SaleMode.EXCLUSIVE, book, position, tieStart)
                        && isClosed(shared, SaleMode.SHARED, book, position, tieStart)) {
                    return;
                }
                of(bid.contract().mode()).add(position, tieStart, TieBreak.number(drawSeed, book.idHash(position)));
            }
        }
    }

    /** Whether no contract of a mode can come in any more, from this position on. */
    private static boolean isClosed(Shortlist list, SaleMode mode, ContractBook book, int position, int tieStart) {
        return position > book.lastPosition(mode) || list.isClosedTo(tieStart);
    }

    private Shortlist of(SaleMode mode) {
        return switch (mode) {
            case EXCLUSIVE -> exclusive;
            case SHARED -> shared;
        };
    }

    /** Prices both shortlists and merges them in rank order. */
    private List<Candidate> candidates(ContractBook book, Prices prices) {
        Candidate[] candidates = new Candidate[exclusive.candidates() + shared.candidates()];
        int fromExclusive = 0;
        int fromShared = 0;
        for (int i = 0; i < candidates.length; i++) {
            boolean takesExclusive = fromShared == shared.candidates()
                    || (fromExclusive < exclusive.candidates()
                            && exclusive.ranksBefore(fromExclusive, shared, fromShared));
            candidates[i] = takesExclusive
                    ? candidate(exclusive, fromExclusive++, book, prices)
                    : candidate(shared, fromShared++, book, prices);
        }
        return List.of(candidates);
    }

    private static Candidate candidate(Shortlist list, int index, ContractBook book, Prices prices) {
        return prices.candidate(book.fixedBid(list.position(index)), list.behindMicros(index, book));
    }
}
