package dev.gavel.bench.stand;

import dev.gavel.bench.gavel.GavelNode;
import dev.gavel.bench.gavel.GavelStores;
import dev.gavel.bench.market.Bidders;
import dev.gavel.bench.market.MarketYaml;
import dev.gavel.bench.net.ChildJvm;
import dev.gavel.bench.net.Jvm;
import dev.gavel.bench.result.ResultFile;
import dev.gavel.bench.soak.SoakRecorder;
import dev.gavel.loadtests.farm.BuyerFarm;
import dev.gavel.loadtests.farm.FarmPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Starts Postgres, Redis, a buyer farm and a Gavel with a made-up market, says {@code listening PORT KEY [KEY]}, and ends all of them with its standard
 * input. The gate of calling hours is off, so that it works at night.
 */
@Command(name = "stand", description = "Starts a whole Gavel with buyers until standard input ends, for load tests.")
public final class Stand implements Callable<Integer> {

    /** What it says once, followed by the port and the keys of the tenants. */
    public static final String LISTENING = "listening ";

    @Option(names = "--contracts", description = "with fixed prices (default: ${DEFAULT-VALUE})")
    private int contracts = 100;

    @Option(names = "--bidders", description = "that are asked for their price (default: ${DEFAULT-VALUE})")
    private int bidders;

    @Option(names = "--asking", description = "how: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Bidders.Asking asking = Bidders.Asking.HTTP;

    @Option(names = "--bid-timeout", description = "milliseconds (default: ${DEFAULT-VALUE})")
    private int bidTimeoutMillis = 300;

    @Option(names = "--farm", split = ",", description = "how the farm's buyers behave: median-ms=40,sigma=0.4,slow=5")
    private List<String> farmPlan = new ArrayList<>();

    @Option(
            names = "--cap",
            description = "leads that each contract and each buyer may buy a day (default: more than anyone sends)")
    private int cap = 1_000_000_000;

    @Option(
            names = "--noisy-per-second",
            description = "make a second tenant whose key may make so many requests a second (default: none)")
    private int noisyPerSecond;

    @Option(
            names = "--record-every",
            description =
                    "seconds between samples of memory, connections and latency, which are judged at the end: 1 when something grew (default: no samples)")
    private int recordEverySeconds;

    @Option(names = "--results", description = "folder for the samples (default: ${DEFAULT-VALUE})")
    private Path results = ResultFile.FOLDER;

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean flat = true;
        try (BuyerFarm farm = BuyerFarm.start(FarmPlan.parse(farmPlan.toArray(String[]::new)));
                GavelStores stores = GavelStores.start(market(farm.port()))) {
            String keys = stores.apiKey();
            if (noisyPerSecond > 0) {
                keys += " " + stores.addTenant("noisy", market(farm.port()), noisyPerSecond);
            }
            try (GavelNode node = GavelNode.start(stores, Jvm.FLAGS)) {
                SoakRecorder recorder = recordEverySeconds == 0
                        ? null
                        : SoakRecorder.start(node, stores.redis().port(), recordEverySeconds);
                System.out.println(LISTENING + node.port() + " " + keys);
                ChildJvm.awaitParent();
                flat = recorder == null || recorder.finish(results);
            }
            System.err.println("farm: asked " + farm.asked() + " times, " + farm.posted() + " leads");
        }
        return flat ? 0 : 1;
    }

    private String market(int farmPort) {
        String yaml = MarketYaml.of(contracts, false, new Bidders(bidders, farmPort, asking, bidTimeoutMillis));
        return yaml.replace("caps: [{window: day, count: 1000000000,", "caps: [{window: day, count: " + cap + ",");
    }
}
