/** Identifiers: TypeIDs made of a prefix and a UUIDv7. */
@NullMarked
package dev.gavel.auction.id;

import org.jspecify.annotations.NullMarked;
