package dev.gavel.server.buyer;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Endpoint;
import dev.gavel.auction.contract.FieldAllowance;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.server.buyer.stream.BidStream;
import dev.gavel.server.buyer.stream.StreamMetrics;
import dev.gavel.server.buyer.stream.StreamPolicy;
import dev.gavel.server.buyer.wire.Dialer;
import dev.gavel.server.buyer.wire.Http1Wire;
import dev.gavel.server.buyer.wire.Http2Wire;
import dev.gavel.server.buyer.wire.RequestHead;
import dev.gavel.server.buyer.wire.Target;
import dev.gavel.server.buyer.wire.Wire;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * The live registry of the buyers' endpoints of all tenants. {@link #apply} compiles a tenant's market and swaps it in; connections, breakers and
 * limits of an endpoint live on while its address and limits are the same.
 *
 * <p>Thread safety: reading is lock-free; changes are serialised by a lock that readers never take.
 */
public final class Endpoints implements AutoCloseable {

    private final Loops loops;
    private final MeterRegistry meters;
    private final Secrets secrets;
    private final CallPolicy policy;
    private final StreamPolicy streamPolicy;
    private final Clock clock;
    private final Dialer dialer;
    private final Map<EndpointLine.Key, EndpointLine> keyToLine = new HashMap<>();
    private volatile Map<String, TenantCalls> tenantToCalls = Map.of();

    /**
     * A registry without endpoints.
     *
     * @param loops shared with the HTTP server; not closed here
     * @param secrets the value of a secret by its name; null when there is none
     * @param clock tells the breakers the time
     */
    public Endpoints(LoopResources loops, MeterRegistry meters, Secrets secrets, CallPolicy policy, Clock clock) {
        this(loops, meters, secrets, policy, StreamPolicy.STANDARD, new Dialer(loops, null), clock);
    }

    /** The same, with ways of its own to keep streams and to connect; {@code dialer} is closed with this. */
    Endpoints(
            LoopResources loops,
            MeterRegistry meters,
            Secrets secrets,
            CallPolicy policy,
            StreamPolicy streamPolicy,
            Dialer dialer,
            Clock clock) {
        this.streamPolicy = streamPolicy;
        this.dialer = dialer;
        this.loops = new Loops(loops);
        this.meters = requireNonNull(meters, "meters");
        this.secrets = requireNonNull(secrets, "secrets");
        this.policy = requireNonNull(policy, "policy");
        this.clock = requireNonNull(clock, "clock");
    }

    /**
     * Compiles the endpoints that a market's contracts use and swaps them in. Calls that are under way end as they began.
     *
     * @throws IllegalArgumentException when an endpoint can't be compiled; names it, and nothing has changed
     */
    public synchronized void apply(Market market) {
        Draft draft = new Draft(market);
        try {
            for (Contract contract : market.contracts()) {
                draft.add(contract);
            }
        } catch (IllegalArgumentException e) {
            draft.discard();
            throw e;
        }
        replace(market.tenant(), draft.calls, draft.lines);
    }

    /** Forgets a tenant and closes its connections. */
    public synchronized void remove(String tenant) {
        replace(tenant, null, Map.of());
    }

    /** Forgets all tenants and closes all connections. */
    @Override
    public synchronized void close() {
        for (String tenant : tenantToCalls.keySet()) {
            remove(tenant);
        }
        dialer.close();
    }

    private void replace(String tenant, @Nullable TenantCalls calls, Map<EndpointLine.Key, EndpointLine> lines) {
        Map<String, TenantCalls> changed = new HashMap<>(tenantToCalls);
        if (calls == null) {
            changed.remove(tenant);
        } else {
            changed.put(tenant, calls);
        }
        tenantToCalls = Map.copyOf(changed);
        keyToLine.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().tenant().equals(tenant) && lines.get(entry.getKey()) != entry.getValue();
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        lines.forEach((key, line) -> {
            if (keyToLine.put(key, line) == null) {
                line.open(key.endpoint());
            }
        });
    }

    /** How to ask for the bid of a contract; null when the current configuration has no such endpoint. */
    @Nullable
    CompiledBid bidCall(String tenant, Contract contract) {
        TenantCalls calls = tenantToCalls.get(tenant);
        return calls == null ? null : calls.bids().get(contract.id());
    }

    /** How to deliver to a contract; null when the current configuration has no such endpoint. */
    @Nullable
    CompiledCall deliveryCall(String tenant, Contract contract) {
        TenantCalls calls = tenantToCalls.get(tenant);
        return calls == null ? null : calls.deliveries().get(contract.id());
    }

    Loops loops() {
        return loops;
    }

    CallPolicy policy() {
        return policy;
    }

    /** Looks up the secrets that headers refer to. */
    @FunctionalInterface
    public interface Secrets {

        /** The secret's value, or null when there is none of this name. */
        @Nullable
        String valueOf(String name);
    }

    /** A tenant's calls by the ids of the contracts. */
    private record TenantCalls(Map<String, CompiledBid> bids, Map<String, CompiledCall> deliveries) {}

    /** A market on its way in. */
    private final class Draft {

        private final Market market;
        private final Map<EndpointLine.Key, EndpointLine> lines = new HashMap<>();
        private final Map<Shape, RequestTemplate> templates = new HashMap<>();
        private final TenantCalls calls = new TenantCalls(new HashMap<>(), new HashMap<>());

        Draft(Market market) {
            this.market = market;
        }

        void add(Contract contract) {
            if (contract.price() instanceof PriceRule.RealTime realTime) {
                calls.bids().put(contract.id(), compileBid(contract, realTime.endpoint()));
            }
            if (contract.deliveryEndpoint() != null) {
                calls.deliveries().put(contract.id(), compileDelivery(contract, contract.deliveryEndpoint()));
            }
        }

        /** Closes the lines that were opened for nothing. */
        void discard() {
            lines.forEach((key, line) -> {
                if (keyToLine.get(key) != line) {
                    line.close();
                }
            });
        }

        private CompiledBid compileBid(Contract contract, String endpointId) {
            return compiled(contract, endpointId, (campaign, buyer, endpoint) -> {
                BidStream.Address address = address(endpoint);
                EndpointLine line = line(
                        new EndpointLine.Key(market.tenant(), buyer.id(), endpointId, Purpose.BID),
                        new EndpointLine.Opened(endpoint, address));
                Shape shape = new Shape(endpoint.request(), campaign.vertical(), contract.fields());
                RequestTemplate template = templates.computeIfAbsent(
                        shape,
                        _ -> RequestTemplate.compile(
                                endpoint.request(), campaign.vertical(), Purpose.BID, contract.fields()));
                return new CompiledBid(
                        line,
                        template,
                        AnswerReader.compile(endpoint.response(), Purpose.BID),
                        endpoint.timeout().toNanos(),
                        new RequestHead(Target.of(endpoint.url()), EndpointRules.headers(endpoint, secrets)),
                        line.wires());
            });
        }

        private CompiledCall compileDelivery(Contract contract, String endpointId) {
            return compiled(contract, endpointId, (campaign, buyer, endpoint) -> {
                if (endpoint.protocol() == Endpoint.Protocol.STREAM) {
                    throw new IllegalArgumentException("url: a bid stream carries no leads");
                }
                EndpointLine line = line(
                        new EndpointLine.Key(market.tenant(), buyer.id(), endpointId, Purpose.DELIVERY),
                        new EndpointLine.Opened(endpoint, null));
                return new CompiledCall(
                        line,
                        RequestTemplate.compile(
                                endpoint.request(), campaign.vertical(), Purpose.DELIVERY, contract.fields()),
                        AnswerReader.compile(endpoint.response(), Purpose.DELIVERY),
                        endpoint.timeout().toNanos(),
                        line.senders(endpoint.url(), EndpointRules.headers(endpoint, secrets)));
            });
        }

        private <T> T compiled(Contract contract, String endpointId, Compiling<T> compiling) {
            try {
                Campaign campaign = market.campaigns().get(contract.campaign());
                Buyer buyer = market.buyers().get(contract.buyer());
                if (campaign == null || buyer == null) {
                    throw new IllegalArgumentException("contract: its campaign or buyer does not exist");
                }
                return compiling.compile(campaign, buyer, EndpointRules.checked(endpointNamed(buyer, endpointId)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "contract " + contract.id() + ", endpoint " + endpointId + ": " + e.getMessage(), e);
            }
        }

        private BidStream.@Nullable Address address(Endpoint endpoint) {
            if (endpoint.protocol() != Endpoint.Protocol.STREAM) {
                return null;
            }
            return new BidStream.Address(
                    endpoint.url(),
                    Target.of(endpoint.url()),
                    EndpointRules.streamHeaders(endpoint, secrets),
                    EndpointRules.streamSecret(endpoint, secrets),
                    clock);
        }

        private static Endpoint endpointNamed(Buyer buyer, String id) {
            for (Endpoint endpoint : buyer.endpoints()) {
                if (endpoint.id().equals(id)) {
                    return endpoint;
                }
            }
            throw new IllegalArgumentException("buyer " + buyer.id() + " has no such endpoint");
        }

        private EndpointLine line(EndpointLine.Key key, EndpointLine.Opened wanted) {
            EndpointLine drafted = lines.get(key);
            EndpointLine line = drafted == null ? keyToLine.get(key) : drafted;
            if (line == null || !line.fits(wanted)) {
                line = open(key, wanted);
            }
            lines.put(key, line);
            return line;
        }

        private EndpointLine open(EndpointLine.Key key, EndpointLine.Opened wanted) {
            Endpoint endpoint = wanted.endpoint();
            String name = key.tenant() + "/" + key.buyer() + "/" + key.endpoint();
            Guard guard =
                    new Guard(name, endpoint.maxConcurrent(), endpoint.maxPerSecond(), policy, clock, System::nanoTime);
            CallMetrics metrics = new CallMetrics(meters, key.tenant(), key.buyer(), key.purpose());
            if (key.purpose() == Purpose.DELIVERY) {
                return EndpointLine.forDeliveries(key, wanted, loops, policy, guard, metrics);
            }
            StreamMetrics streams = wanted.address() == null
                    ? null
                    : new StreamMetrics(meters, key.tenant(), key.buyer(), key.endpoint());
            return EndpointLine.forBids(wanted, loops, guard, metrics, streams, loop -> wire(loop, wanted, streams));
        }

        private Wire wire(EventLoop loop, EndpointLine.Opened wanted, @Nullable StreamMetrics streams) {
            Target target = Target.of(wanted.endpoint().url());
            if (streams != null && wanted.address() != null) {
                return new BidStream(loop, dialer, streamPolicy, streams, wanted.address());
            }
            return wanted.endpoint().protocol() == Endpoint.Protocol.HTTP_2
                    ? new Http2Wire(loop, dialer, target, policy.bidIdle())
                    : new Http1Wire(loop, dialer, target, policy.bidIdle());
        }
    }

    /** What makes two requests for bids equal for every lead. */
    private record Shape(Map<String, Object> request, Vertical vertical, FieldAllowance fields) {}

    /** Puts a call together from its checked parts. */
    @FunctionalInterface
    private interface Compiling<T> {
        T compile(Campaign campaign, Buyer buyer, Endpoint endpoint);
    }
}
