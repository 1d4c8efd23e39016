/** The bid stream: one lasting connection to a buyer that carries many requests for bids in one message. See docs/bid-stream.md. */
@NullMarked
package dev.gavel.server.buyer.stream;

import org.jspecify.annotations.NullMarked;
