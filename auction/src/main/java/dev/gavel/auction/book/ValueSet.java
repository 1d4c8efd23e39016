package dev.gavel.auction.book;

/**
 * The values of one field that a filter accepts, absence among them: an algebra over which a filter tree is evaluated for one field.
 *
 * <p>Thread safety: immutable.
 */
interface ValueSet<S extends ValueSet<S>> {

    /** What both accept. */
    S and(S other);

    /** What one of them accepts. */
    S or(S other);

    /** Every value that this set lacks; absence is not among them. */
    S otherValues();

    /** Whether everything is accepted, absence too. */
    boolean isAny();
}
