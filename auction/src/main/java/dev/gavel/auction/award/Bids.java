package dev.gavel.auction.award;

import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.FilterEvaluation;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.auction.lead.Lead;
import java.util.ArrayList;
import java.util.List;

/**
 * What contracts bid by their own rules, and which of them must be asked.
 *
 * <p>Thread safety: stateless.
 */
public final class Bids {

    private Bids() {}

    /**
     * The bids of the contracts whose price is fixed or stands in a table, in the order of the contracts, as a new list that may be added to.
     * A table without a row for the lead makes no bid.
     */
    public static List<Bid> fixed(Lead lead, List<Contract> matched) {
        List<Bid> bids = new ArrayList<>(matched.size());
        for (int i = 0; i < matched.size(); i++) {
            Contract contract = matched.get(i);
            switch (contract.price()) {
                case PriceRule.Fixed(long priceMicros) -> bids.add(new Bid(contract, priceMicros, null));
                case PriceRule.Table table -> addTableBid(bids, contract, table, lead);
                case PriceRule.RealTime _ -> {
                    // asked, see realTime
                }
            }
        }
        return bids;
    }

    /** The contracts that bid over HTTP, in their order. */
    public static List<Contract> realTime(List<Contract> matched) {
        List<Contract> asked = new ArrayList<>();
        for (int i = 0; i < matched.size(); i++) {
            if (matched.get(i).price() instanceof PriceRule.RealTime) {
                asked.add(matched.get(i));
            }
        }
        return asked;
    }

    private static void addTableBid(List<Bid> bids, Contract contract, PriceRule.Table table, Lead lead) {
        List<PriceRule.Row> rows = table.rows();
        for (int i = 0; i < rows.size(); i++) {
            if (FilterEvaluation.accepts(rows.get(i).when(), lead)) {
                bids.add(new Bid(contract, rows.get(i).priceMicros(), null));
                return;
            }
        }
    }
}
