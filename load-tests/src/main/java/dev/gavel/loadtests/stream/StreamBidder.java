package dev.gavel.loadtests.stream;

/** A buyer's decision about what it is asked over a bid stream. Called on the event loop of the connection: must not block. */
@FunctionalInterface
public interface StreamBidder {

    /** Answers now or later, on whatever thread, with {@link StreamAsk#answer} or {@link StreamAsk#pass}; or not at all. */
    void ask(StreamAsk ask);
}
