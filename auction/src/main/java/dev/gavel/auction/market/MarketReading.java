package dev.gavel.auction.market;

import dev.gavel.auction.contract.Market;
import java.util.List;

/** What came of reading a market file. */
public sealed interface MarketReading {

    /**
     * The file is good.
     *
     * @param market at version 0
     */
    record Accepted(Market market) implements MarketReading {}

    /**
     * The file is not used at all.
     *
     * @param problems all of them, in the order in which they were found; never empty
     */
    record Refused(List<Problem> problems) implements MarketReading {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
