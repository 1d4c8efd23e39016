package dev.gavel.server.buyer;

import dev.gavel.auction.contract.Endpoint;

/** Buyers that are asked over HTTP/1.1. */
final class HttpBidSourceTest extends BidSourceKit {

    HttpBidSourceTest() {
        super(Endpoint.Protocol.HTTP_1);
    }
}
