package dev.gavel.server.buyer;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.bid.BidSource;
import dev.gavel.auction.bid.Deadline;
import dev.gavel.auction.contract.Contract;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks buyers for bids over HTTP and bid streams: all at the same time, each within its endpoint's timeout, all within the one deadline.
 *
 * <p>An answer that comes after the deadline is of no use to the ping, but is awaited for a while all the same, because what it offered is what
 * the deadline cost.
 *
 * <p>Thread safety: safe. A call made on an event loop runs and completes on that loop.
 */
public final class WireBidSource implements BidSource {

    private final Endpoints endpoints;

    /** A source that calls these endpoints. */
    public WireBidSource(Endpoints endpoints) {
        this.endpoints = requireNonNull(endpoints, "endpoints");
    }

    @Override
    public CompletionStage<List<BidOutcome>> solicit(Request request, List<Contract> contracts, Deadline deadline) {
        if (contracts.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        EventLoop loop = endpoints.loops().own();
        Solicitation solicitation = new Solicitation(loop, endpoints, request, contracts, deadline);
        if (!Loops.run(loop, solicitation)) {
            return CompletableFuture.completedFuture(
                    contracts.stream().<BidOutcome>map(BidOutcome.Failed::new).toList());
        }
        return solicitation.outcomes();
    }
}
