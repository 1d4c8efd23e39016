/** How requests for bids reach a buyer: the connections that each event loop keeps to it. */
@NullMarked
package dev.gavel.server.buyer.wire;

import org.jspecify.annotations.NullMarked;
