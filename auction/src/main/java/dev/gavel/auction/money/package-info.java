/** Money in integer micros: parsing, margins, double entry. */
@NullMarked
package dev.gavel.auction.money;

import org.jspecify.annotations.NullMarked;
