/**
 * Calls to buyers: bids are asked for and leads are delivered over HTTP, within limits that protect both sides.
 *
 * <p>{@link dev.gavel.server.buyer.Endpoints} compiles a market's endpoints; {@link dev.gavel.server.buyer.WireBidSource} asks for bids and
 * {@link dev.gavel.server.buyer.Deliveries} delivers, both through what it compiled. A call ends as an outcome, never as an error.
 */
@NullMarked
package dev.gavel.server.buyer;

import org.jspecify.annotations.NullMarked;
