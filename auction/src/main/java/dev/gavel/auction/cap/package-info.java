/** Limits per scope and window, and the port that reserves them. */
@NullMarked
package dev.gavel.auction.cap;

import org.jspecify.annotations.NullMarked;
