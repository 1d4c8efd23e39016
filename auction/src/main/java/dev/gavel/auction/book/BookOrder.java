package dev.gavel.auction.book;

import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.PriceRule;
import java.util.Comparator;

/**
 * The order in which a book numbers its contracts: as near to the ranking as can be told without a lead.
 *
 * <p>Thread safety: stateless.
 */
final class BookOrder {

    private static final Comparator<Contract> BY_PRICE =
            Comparator.comparingLong(BookOrder::mostMicros).reversed();
    private static final Comparator<Contract> BY_PRIORITY = Comparator.comparingInt(Contract::priority);
    private static final Comparator<Contract> BY_ID = Comparator.comparing(Contract::id);

    private BookOrder() {}

    /** The order for a ranking; total, since ids differ. */
    static Comparator<Contract> of(Campaign.Ranking ranking) {
        return switch (ranking) {
            case HIGHEST_PRICE -> BY_PRICE.thenComparing(BY_PRIORITY).thenComparing(BY_ID);
            case PRIORITY_THEN_PRICE -> BY_PRIORITY.thenComparing(BY_PRICE).thenComparing(BY_ID);
            case WEIGHTED, ROUND_ROBIN -> BY_ID;
        };
    }

    /** Whether the ranking of such bids is the book's order, up to ties of price and priority. */
    static boolean isStatic(Campaign.Ranking ranking) {
        return switch (ranking) {
            case HIGHEST_PRICE, PRIORITY_THEN_PRICE -> true;
            case WEIGHTED, ROUND_ROBIN -> false;
        };
    }

    /** The most that a contract can bid. */
    static long mostMicros(Contract contract) {
        return switch (contract.price()) {
            case PriceRule.Fixed fixed -> fixed.priceMicros();
            case PriceRule.Table table -> {
                long most = 0;
                for (PriceRule.Row row : table.rows()) {
                    most = Math.max(most, row.priceMicros());
                }
                yield most;
            }
            case PriceRule.RealTime realTime -> realTime.mostMicros();
        };
    }
}
