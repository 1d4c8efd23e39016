package dev.gavel.auction.award;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.book.ContractBook;
import dev.gavel.auction.book.LargeBooks;
import dev.gavel.auction.book.Matches;
import dev.gavel.auction.contract.FilterEvaluation;
import dev.gavel.auction.lead.Lead;
import dev.gavel.testkit.Allocation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The allocation budgets of matching and deciding. */
class HotPathAllocationTest {

    private final ContractBook book = LargeBooks.of(2_000);
    private final Lead lead = LargeBooks.lead();

    @Test
    void matchingAllocatesNothing() {
        Matches matches = new Matches();
        assertThat(Allocation.bytesPerOperation(i -> {
                    book.match(lead, "vendor", "3", matches);
                    long sum = 0;
                    for (int position = matches.next(); position != Matches.END; position = matches.next()) {
                        sum += position;
                    }
                    return sum;
                }))
                .isZero();
    }

    @Test
    void evaluatingAFilterAllocatesNothing() {
        assertThat(Allocation.bytesPerOperation(i ->
                        FilterEvaluation.accepts(book.contract(i % book.size()).filter(), lead) ? 1 : 0))
                .isZero();
    }

    /** Twelve candidates of 32 bytes, an array of them and its copy, the list, the award. */
    @Test
    void aStandingDecisionAllocatesItsAwardAlone() {
        StandingAuction auction = new StandingAuction();
        assertThat(auction.decide(book, lead, "vendor", "3", 0, 1).candidates()).hasSize(2 * Auction.MOST_CANDIDATES);
        assertThat(Allocation.bytesPerOperation(i -> auction.decide(book, lead, "vendor", "3", 0, i)
                        .candidates()
                        .size()))
                .isLessThanOrEqualTo(640);
    }

    @Test
    void decidingTenBidsStaysWithinItsBudget() {
        List<Bid> bids = Bids.fixed(lead, book.match(lead, "vendor", "3")).subList(0, 10);
        assertThat(Allocation.bytesPerOperation(i -> Auction.decide(book.campaign(), bids, 0, i, i)
                        .candidates()
                        .size()))
                .isLessThanOrEqualTo(1_100);
    }
}
