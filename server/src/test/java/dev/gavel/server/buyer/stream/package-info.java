/** Bid streams, byte by byte. */
@NullMarked
package dev.gavel.server.buyer.stream;

import org.jspecify.annotations.NullMarked;
