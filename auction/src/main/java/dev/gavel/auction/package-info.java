/** The pure centre: leads, contracts, bids, ranking, pricing, states. No I/O, no clock, no Reactor. */
@NullMarked
package dev.gavel.auction;

import org.jspecify.annotations.NullMarked;
