package dev.gavel.persistence.postgres;

import dev.gavel.auction.reason.Reason;
import java.util.List;
import java.util.Map;

/** What became of a post's first transaction. */
public sealed interface PostStart {

    /**
     * The intent is durable: the admitted legs may be delivered.
     *
     * @param legIds those admitted, in rank order; at least one
     * @param refused the others, by leg id: {@code CAPS_FULL} or {@code NO_FUNDS}
     */
    record Begun(List<String> legIds, Map<String, Reason> refused) implements PostStart {}

    /** The ping was posted before. */
    sealed interface Earlier extends PostStart {}

    /** The ping was posted before; this is its answer. */
    record Finished(String answer) implements Earlier {}

    /** The ping was posted before and has no answer yet. */
    record InFlight() implements Earlier {}

    /** Nothing was written: a duplicate, or no leg could be admitted. */
    record Refused(Reason reason) implements PostStart {}
}
