package dev.gavel.auction.market;

import dev.gavel.auction.lead.Vertical;
import java.util.List;

/** What came of reading a vertical's file. */
public sealed interface VerticalReading {

    /** The file is good. */
    record Accepted(Vertical vertical) implements VerticalReading {}

    /**
     * The file is not used at all.
     *
     * @param problems all of them, in the order in which they were found; never empty
     */
    record Refused(List<Problem> problems) implements VerticalReading {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
