package dev.gavel.server.buyer;

import dev.gavel.auction.contract.Endpoint;
import dev.gavel.server.buyer.stream.BidStream;
import dev.gavel.server.buyer.stream.StreamMetrics;
import dev.gavel.server.buyer.wire.Wire;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClient.RequestSender;
import reactor.netty.resources.ConnectionProvider;

/**
 * What is kept between the calls to one endpoint for one purpose: connections, the guard, meters. Outlives changes of the configuration that
 * leave the address and the limits as they are.
 *
 * <p>Bids go over {@link Wire}s, deliveries over an HTTP client with pools: a delivery is one of a thousand calls, and must never be sent twice.
 *
 * <p>Thread safety: safe.
 */
final class EndpointLine {

    private static final int MOST_HEADER_BYTES = 16 * 1024;

    private final Opened opened;
    private final Guard guard;
    private final CallMetrics metrics;
    private final @Nullable StreamMetrics streams;
    private final List<Wire> wires = new ArrayList<>();
    private final List<ConnectionProvider> pools = new ArrayList<>();
    private final List<HttpClient> clients = new ArrayList<>();

    private EndpointLine(Opened opened, Guard guard, CallMetrics metrics, @Nullable StreamMetrics streams) {
        this.opened = opened;
        this.guard = guard;
        this.metrics = metrics;
        this.streams = streams;
    }

    /**
     * A line for bids.
     *
     * @param streams measures streams; null where the endpoint is none
     * @param wire makes the connections of one event loop
     */
    static EndpointLine forBids(
            Opened opened,
            Loops loops,
            Guard guard,
            CallMetrics metrics,
            @Nullable StreamMetrics streams,
            Function<EventLoop, Wire> wire) {
        EndpointLine line = new EndpointLine(opened, guard, metrics, streams);
        for (EventLoop loop : loops.all()) {
            line.wires.add(wire.apply(loop));
        }
        return line;
    }

    /** A line for deliveries. */
    static EndpointLine forDeliveries(
            Key key, Opened opened, Loops loops, CallPolicy policy, Guard guard, CallMetrics metrics) {
        EndpointLine line = new EndpointLine(opened, guard, metrics, null);
        for (EventLoop loop : loops.all()) {
            ConnectionProvider pool = pool(key, opened.endpoint(), policy);
            line.pools.add(pool);
            line.clients.add(client(pool, loop));
        }
        return line;
    }

    private static ConnectionProvider pool(Key key, Endpoint endpoint, CallPolicy policy) {
        return ConnectionProvider.builder("gavel-" + key.purpose().text() + "-" + key.buyer() + "-" + endpoint.id())
                // As many again may be late.
                .maxConnections(2 * endpoint.maxConcurrent())
                // The guard lets no more in; one may wait for a moment, until the connection of the one before is back.
                .pendingAcquireMaxCount(endpoint.maxConcurrent())
                .maxIdleTime(policy.deliveryIdle())
                .lifo()
                .build();
    }

    private static HttpClient client(ConnectionProvider pool, EventLoop loop) {
        return HttpClient.create(pool)
                .runOn(loop)
                // A lead is never sent twice behind our back.
                .disableRetry(true)
                .followRedirect(false)
                .httpResponseDecoder(
                        decoder -> decoder.maxHeaderSize(MOST_HEADER_BYTES).validateHeaders(true));
    }

    /** Senders of deliveries for this address with these headers, one per event loop. */
    List<RequestSender> senders(String url, Map<String, String> headers) {
        List<RequestSender> senders = new ArrayList<>();
        for (HttpClient client : clients) {
            senders.add(client.headers(all -> headers.forEach(all::set)).post().uri(url));
        }
        return senders;
    }

    /** The connections for bids, one of each event loop. */
    List<Wire> wires() {
        return List.copyOf(wires);
    }

    /** Whether the line can go on for an endpoint as it is now configured. */
    boolean fits(Opened now) {
        Endpoint before = opened.endpoint();
        Endpoint endpoint = now.endpoint();
        return before.url().equals(endpoint.url())
                && before.protocol() == endpoint.protocol()
                && before.maxConcurrent() == endpoint.maxConcurrent()
                && before.maxPerSecond() == endpoint.maxPerSecond()
                && java.util.Objects.equals(opened.address(), now.address());
    }

    Guard guard() {
        return guard;
    }

    CallMetrics metrics() {
        return metrics;
    }

    /** The line is in force: streams connect, gauges are shown. */
    void open(String endpointId) {
        metrics.show(endpointId, guard);
        if (streams != null) {
            streams.show();
        }
        wires.forEach(Wire::open);
    }

    /** Closes idle connections now and busy ones when their calls end; takes the gauges away. */
    void close() {
        metrics.hide();
        if (streams != null) {
            streams.hide();
        }
        wires.forEach(Wire::close);
        pools.forEach(ConnectionProvider::dispose);
    }

    /** Whose line it is. */
    record Key(String tenant, String buyer, String endpoint, Purpose purpose) {}

    /**
     * What a line was opened for.
     *
     * @param address of a stream, whose headers and secret count at its opening alone; null for other endpoints
     */
    record Opened(Endpoint endpoint, BidStream.@Nullable Address address) {}
}
