package dev.gavel.auction.bid;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.contract.Contract;
import org.jspecify.annotations.Nullable;

/**
 * A buyer's valid offer for one ping.
 *
 * @param priceMicros what the buyer offers, within the contract's bounds
 * @param reference the buyer's own id for the bid, to be sent with the post; null when it has none
 */
public record Bid(
        Contract contract, long priceMicros, @Nullable String reference) {
    public Bid {
        requireNonNull(contract, "contract");
    }
}
