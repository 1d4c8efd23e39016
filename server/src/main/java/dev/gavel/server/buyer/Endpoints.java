package dev.gavel.server.buyer;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Endpoint;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.contract.PriceRule;
import io.micrometer.core.instrument.MeterRegistry;
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
    private final Clock clock;
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
                line.metrics().show(key.endpoint(), line.guard());
            }
        });
    }

    /** How to ask for the bid of a contract; null when the current configuration has no such endpoint. */
    @Nullable
    CompiledCall bidCall(String tenant, Contract contract) {
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
    private record TenantCalls(Map<String, CompiledCall> bids, Map<String, CompiledCall> deliveries) {}

    /** A market on its way in. */
    private final class Draft {

        private final Market market;
        private final Map<EndpointLine.Key, EndpointLine> lines = new HashMap<>();
        private final TenantCalls calls = new TenantCalls(new HashMap<>(), new HashMap<>());

        Draft(Market market) {
            this.market = market;
        }

        void add(Contract contract) {
            if (contract.price() instanceof PriceRule.RealTime realTime) {
                calls.bids().put(contract.id(), compile(contract, realTime.endpoint(), Purpose.BID));
            }
            if (contract.deliveryEndpoint() != null) {
                calls.deliveries().put(contract.id(), compile(contract, contract.deliveryEndpoint(), Purpose.DELIVERY));
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

        private CompiledCall compile(Contract contract, String endpointId, Purpose purpose) {
            try {
                Campaign campaign = market.campaigns().get(contract.campaign());
                Buyer buyer = market.buyers().get(contract.buyer());
                if (campaign == null || buyer == null) {
                    throw new IllegalArgumentException("contract: its campaign or buyer does not exist");
                }
                Endpoint endpoint = EndpointRules.checked(endpointNamed(buyer, endpointId));
                EndpointLine line =
                        line(new EndpointLine.Key(market.tenant(), buyer.id(), endpointId, purpose), endpoint);
                return new CompiledCall(
                        line,
                        RequestTemplate.compile(endpoint.request(), campaign.vertical(), purpose, contract.fields()),
                        AnswerReader.compile(endpoint.response(), purpose),
                        endpoint.timeout().toNanos(),
                        line.senders(endpoint.url(), EndpointRules.headers(endpoint, secrets)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "contract " + contract.id() + ", endpoint " + endpointId + ": " + e.getMessage(), e);
            }
        }

        private static Endpoint endpointNamed(Buyer buyer, String id) {
            for (Endpoint endpoint : buyer.endpoints()) {
                if (endpoint.id().equals(id)) {
                    return endpoint;
                }
            }
            throw new IllegalArgumentException("buyer " + buyer.id() + " has no such endpoint");
        }

        private EndpointLine line(EndpointLine.Key key, Endpoint endpoint) {
            EndpointLine drafted = lines.get(key);
            EndpointLine line = drafted == null ? keyToLine.get(key) : drafted;
            if (line == null || !line.fits(endpoint)) {
                line = open(key, endpoint);
            }
            lines.put(key, line);
            return line;
        }

        private EndpointLine open(EndpointLine.Key key, Endpoint endpoint) {
            String name = key.tenant() + "/" + key.buyer() + "/" + key.endpoint();
            Guard guard =
                    new Guard(name, endpoint.maxConcurrent(), endpoint.maxPerSecond(), policy, clock, System::nanoTime);
            CallMetrics metrics = new CallMetrics(meters, key.tenant(), key.buyer(), key.purpose());
            return new EndpointLine(key, endpoint, loops, policy, guard, metrics);
        }
    }
}
