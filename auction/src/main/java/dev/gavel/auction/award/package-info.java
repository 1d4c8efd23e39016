/** The decision: who wins, at which price, in which legs. */
@NullMarked
package dev.gavel.auction.award;

import org.jspecify.annotations.NullMarked;
