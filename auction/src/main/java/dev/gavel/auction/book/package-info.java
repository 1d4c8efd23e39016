/** The compiled index of contracts: which of them accept a lead. */
@NullMarked
package dev.gavel.auction.book;

import org.jspecify.annotations.NullMarked;
