/** A whole Gavel with buyers, for load that comes from elsewhere. */
@NullMarked
package dev.gavel.bench.stand;

import org.jspecify.annotations.NullMarked;
