package dev.gavel.server.buyer;

import dev.gavel.auction.contract.Endpoint;

/** Buyers that are asked over HTTP/2, without TLS. */
final class Http2BidSourceTest extends BidSourceKit {

    Http2BidSourceTest() {
        super(Endpoint.Protocol.HTTP_2);
    }
}
