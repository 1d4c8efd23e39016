/** Reads verticals and markets from their files. */
@NullMarked
package dev.gavel.auction.market;

import org.jspecify.annotations.NullMarked;
