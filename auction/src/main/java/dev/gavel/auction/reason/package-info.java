/** The one catalogue of reason codes. */
@NullMarked
package dev.gavel.auction.reason;

import org.jspecify.annotations.NullMarked;
