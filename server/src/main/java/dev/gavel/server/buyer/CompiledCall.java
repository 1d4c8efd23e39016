package dev.gavel.server.buyer;

import java.util.List;
import reactor.netty.http.client.HttpClient.RequestSender;

/**
 * Everything that delivering to one contract needs, put together when the configuration changed.
 *
 * <p>Thread safety: immutable; the line has its own.
 *
 * @param timeoutNanos the endpoint's own longest wait
 * @param senders one per event loop, in the order of {@link Loops}
 */
record CompiledCall(
        EndpointLine line,
        RequestTemplate template,
        AnswerReader answers,
        long timeoutNanos,
        List<RequestSender> senders) {}
