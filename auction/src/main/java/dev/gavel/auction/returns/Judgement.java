package dev.gavel.auction.returns;

import dev.gavel.auction.reason.Reason;

/** What a verdict does to a return. */
public sealed interface Judgement {

    /** Money moves. */
    record Approved(ReturnTerms terms) implements Judgement {}

    /** It ends without any. */
    record Denied() implements Judgement {}

    /** It was judged the same way before. */
    record Unchanged() implements Judgement {}

    /** The verdict does not hold. */
    record Refused(Reason reason) implements Judgement {}
}
