/** What buyers answer for one ping. */
@NullMarked
package dev.gavel.auction.bid;

import org.jspecify.annotations.NullMarked;
