package dev.gavel.server.buyer;

import dev.gavel.auction.contract.Endpoint;

/** Buyers that are asked over a bid stream. */
final class StreamBidSourceTest extends BidSourceKit {

    StreamBidSourceTest() {
        super(Endpoint.Protocol.STREAM);
    }
}
