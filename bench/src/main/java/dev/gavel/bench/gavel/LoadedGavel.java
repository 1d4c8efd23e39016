package dev.gavel.bench.gavel;

import dev.gavel.bench.load.LoadPlan;
import dev.gavel.bench.load.RequestTemplate;
import dev.gavel.bench.market.Bidders;
import dev.gavel.bench.market.Consumer;
import dev.gavel.bench.market.MarketYaml;
import dev.gavel.bench.net.Jvm;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Gavel on stores of its own, with a buyer farm where the market has bidders, and the pings that it is sent. All gates are on that a new campaign has;
 * calling hours only while there is somebody for whom it is day.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class LoadedGavel implements AutoCloseable {

    private static final Duration LONGEST_RUN = Duration.ofMinutes(30);
    private static final int BID_TIMEOUT_MILLIS = 1_000;
    private static final String MARKER = "\"accepted\"";

    private final @Nullable LocalFarm farm;
    private final GavelStores stores;
    private final GavelNode node;
    private final List<RequestTemplate> pings;

    private LoadedGavel(@Nullable LocalFarm farm, GavelStores stores, GavelNode node, List<RequestTemplate> pings) {
        this.farm = farm;
        this.stores = stores;
        this.node = node;
        this.pings = pings;
    }

    /**
     * What it is started with.
     *
     * @param contracts with fixed prices
     * @param bidders that are asked for their price
     * @param asking how
     * @param farmPlan how the farm behaves, as {@link dev.gavel.loadtests.farm.FarmPlan#parse} reads it
     * @param tenants with such a market each, who are sent pings in turns
     */
    public record Setup(int contracts, int bidders, Bidders.Asking asking, List<String> farmPlan, int tenants) {

        /** One tenant, no bidders. */
        public static Setup fixed(int contracts) {
            return new Setup(contracts, 0, Bidders.Asking.HTTP, List.of(), 1);
        }

        /** One tenant, bidders only. */
        public static Setup bidders(int bidders, Bidders.Asking asking, List<String> farmPlan) {
            return new Setup(0, bidders, asking, farmPlan, 1);
        }
    }

    /** Starts all of it; blocks until it serves, for some seconds. */
    public static LoadedGavel start(Setup setup) throws IOException {
        LocalFarm farm = setup.bidders == 0 && setup.farmPlan.isEmpty() ? null : LocalFarm.start(setup.farmPlan);
        Consumer awake = Consumer.awakeFor(LONGEST_RUN, Instant.now());
        String body = (awake == null ? Consumer.anybody() : awake).ping();
        Bidders bidders =
                farm == null ? Bidders.NONE : new Bidders(setup.bidders, farm.port(), setup.asking, BID_TIMEOUT_MILLIS);
        String yaml = MarketYaml.of(setup.contracts, awake != null, bidders);
        GavelStores stores = GavelStores.start(yaml);
        List<RequestTemplate> pings = new ArrayList<>();
        pings.add(ping(stores.apiKey(), body));
        for (int tenant = 1; tenant < setup.tenants; tenant++) {
            pings.add(ping(stores.addTenant("tenant-" + tenant, yaml, 0), body));
        }
        return new LoadedGavel(farm, stores, GavelNode.start(stores, Jvm.FLAGS), pings);
    }

    private static RequestTemplate ping(String apiKey, String body) {
        return RequestTemplate.post("/api/ping", Map.of("Authorization", "Bearer " + apiKey), body);
    }

    /** Pings as fast as they are answered, over so many connections; a second of warm-up, four measured. */
    public LoadPlan plan(int connections) {
        return new LoadPlan(node.port(), pings, MARKER, connections, 1, 1, 1_000, 4_000, 0);
    }

    public GavelStores stores() {
        return stores;
    }

    public GavelNode node() {
        return node;
    }

    @Override
    public void close() {
        node.close();
        stores.close();
        if (farm != null) {
            farm.close();
        }
    }
}
