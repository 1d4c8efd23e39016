/** What a vendor sends: verticals, fields, leads, consent. */
@NullMarked
package dev.gavel.auction.lead;

import org.jspecify.annotations.NullMarked;
