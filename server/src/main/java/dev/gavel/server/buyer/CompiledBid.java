package dev.gavel.server.buyer;

import dev.gavel.server.buyer.wire.RequestHead;
import dev.gavel.server.buyer.wire.Wire;
import java.util.List;

/**
 * Everything that asking for one contract's bid needs, put together when the configuration changed.
 *
 * <p>Thread safety: immutable; the line and the wires have their own.
 *
 * @param template the same object for all contracts whose requests have the same shape, so that a ping's is rendered once for them
 * @param timeoutNanos the endpoint's own longest wait
 * @param wires one per event loop, in the order of {@link Loops}
 */
record CompiledBid(
        EndpointLine line,
        RequestTemplate template,
        AnswerReader answers,
        long timeoutNanos,
        RequestHead head,
        List<Wire> wires) {}
