package dev.gavel.loadtests.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * One request for a bid.
 *
 * <p>Thread safety: immutable; may be answered from any thread, once.
 */
public final class StreamAsk {

    private final StreamBuyer buyer;
    private final EventLoop loop;
    private final long id;
    private final long timeoutMillis;
    private final String contract;
    private final String pingId;
    private final String request;

    StreamAsk(
            StreamBuyer buyer,
            EventLoop loop,
            long id,
            long timeoutMillis,
            String contract,
            String pingId,
            String request) {
        this.buyer = buyer;
        this.loop = loop;
        this.id = id;
        this.timeoutMillis = timeoutMillis;
        this.contract = contract;
        this.pingId = pingId;
        this.request = request;
    }

    /** Bids or declines, in the words that the endpoint's mapping knows: JSON in one line. */
    public void answer(String json) {
        answer(out -> out.writeCharSequence(json, StandardCharsets.UTF_8));
    }

    /** The same, for those who write bytes. */
    public void answer(Consumer<ByteBuf> json) {
        onLoop(() -> buyer.answer(id, json));
    }

    /** No bid. */
    public void pass() {
        onLoop(() -> buyer.pass(id));
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /** The number by which the answer is known; counts from 1 on each connection. */
    public long id() {
        return id;
    }

    /** How long an answer is worth something, from when the request was sent. */
    public long timeoutMillis() {
        return timeoutMillis;
    }

    /** The contract that is asked for. */
    public String contract() {
        return contract;
    }

    /** The auction. Several contracts of one buyer may be asked in the same. */
    public String pingId() {
        return pingId;
    }

    /** The JSON of the endpoint's template. */
    public String request() {
        return request;
    }
}
