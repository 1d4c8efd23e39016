package dev.gavel.auction.book;

import dev.gavel.auction.lead.Lead;

/**
 * For each value of one field, the contracts whose filters can accept a lead with that value.
 *
 * <p>Thread safety: immutable.
 */
interface FieldIndex {

    /** The row of the value that the lead has in this field, or of absence. Allocates nothing. */
    Row row(Lead lead);

    /**
     * Whether rows hold exactly the contracts that accept the value; when false they may hold more, and the conditions on this field must
     * be evaluated on what is found.
     */
    boolean isExact();
}
