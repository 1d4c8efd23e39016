package dev.gavel.server.buyer;

import dev.gavel.auction.contract.Endpoint;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClient.RequestSender;
import reactor.netty.resources.ConnectionProvider;

/**
 * What is kept between the calls to one endpoint for one purpose: connections, the guard, meters. Outlives changes of the configuration that
 * leave the address and the limits as they are.
 *
 * <p>Thread safety: safe.
 */
final class EndpointLine {

    private static final int MOST_HEADER_BYTES = 16 * 1024;

    private final Endpoint opened;
    private final Guard guard;
    private final CallMetrics metrics;
    private final List<ConnectionProvider> pools = new ArrayList<>();
    private final List<HttpClient> clients = new ArrayList<>();

    EndpointLine(Key key, Endpoint endpoint, Loops loops, CallPolicy policy, Guard guard, CallMetrics metrics) {
        this.opened = endpoint;
        this.guard = guard;
        this.metrics = metrics;
        for (EventLoop loop : loops.all()) {
            ConnectionProvider pool = pool(key, endpoint, policy);
            pools.add(pool);
            clients.add(client(pool, loop, key.purpose()));
        }
    }

    private static ConnectionProvider pool(Key key, Endpoint endpoint, CallPolicy policy) {
        return ConnectionProvider.builder("gavel-" + key.purpose().text() + "-" + key.buyer() + "-" + endpoint.id())
                .maxConnections(endpoint.maxConcurrent())
                // The guard lets no more in; one may wait for a moment, until the connection of the one before is back.
                .pendingAcquireMaxCount(endpoint.maxConcurrent())
                .maxIdleTime(
                        switch (key.purpose()) {
                            case BID -> policy.bidIdle();
                            case DELIVERY -> policy.deliveryIdle();
                        })
                .lifo()
                .build();
    }

    private static HttpClient client(ConnectionProvider pool, EventLoop loop, Purpose purpose) {
        return HttpClient.create(pool)
                .runOn(loop)
                // A bid may be asked for again when a connection turns out to be closed. A lead is never sent twice
                // behind our back.
                .disableRetry(purpose == Purpose.DELIVERY)
                .followRedirect(false)
                .httpResponseDecoder(
                        decoder -> decoder.maxHeaderSize(MOST_HEADER_BYTES).validateHeaders(true));
    }

    /** Senders for this address with these headers, one per event loop. */
    List<RequestSender> senders(String url, Map<String, String> headers) {
        List<RequestSender> senders = new ArrayList<>();
        for (HttpClient client : clients) {
            senders.add(client.headers(all -> headers.forEach(all::set)).post().uri(url));
        }
        return senders;
    }

    /** Whether the line can go on for an endpoint as it is now configured. */
    boolean fits(Endpoint now) {
        return opened.url().equals(now.url())
                && opened.maxConcurrent() == now.maxConcurrent()
                && opened.maxPerSecond() == now.maxPerSecond();
    }

    Guard guard() {
        return guard;
    }

    CallMetrics metrics() {
        return metrics;
    }

    /** Closes idle connections now and busy ones when their calls end; takes the gauges away. */
    void close() {
        metrics.hide();
        pools.forEach(ConnectionProvider::dispose);
    }

    /** Whose line it is. */
    record Key(String tenant, String buyer, String endpoint, Purpose purpose) {}
}
