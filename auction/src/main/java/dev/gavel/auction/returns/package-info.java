/** Returns of sold legs: the terms of a contract, and what they decide. */
@NullMarked
package dev.gavel.auction.returns;

import org.jspecify.annotations.NullMarked;
