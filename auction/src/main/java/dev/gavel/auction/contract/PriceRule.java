package dev.gavel.auction.contract;

import java.util.List;

/**
 * Where a contract's bid comes from. Amounts are micros of the market's currency.
 *
 * <p>Thread safety: immutable.
 */
public sealed interface PriceRule {

    /** The same bid for every lead. */
    record Fixed(long priceMicros) implements PriceRule {}

    /** The bid of the first row whose filter accepts the lead; no row: no bid. */
    record Table(List<Row> rows) implements PriceRule {
        public Table {
            rows = List.copyOf(rows);
        }
    }

    /** One row of a {@link Table}. */
    record Row(Filter when, long priceMicros) {}

    /**
     * Asked over HTTP for each ping. A bid outside the bounds is void, never clamped.
     *
     * @param endpoint the buyer's endpoint to ask
     * @param leastMicros smallest valid bid
     * @param mostMicros largest valid bid
     */
    record RealTime(String endpoint, long leastMicros, long mostMicros) implements PriceRule {}
}
