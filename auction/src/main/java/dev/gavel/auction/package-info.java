/** The pure centre: what a lead is, who wants it, who gets it, and at which price. No I/O, no clock, no threads. */
@NullMarked
package dev.gavel.auction;

import org.jspecify.annotations.NullMarked;
