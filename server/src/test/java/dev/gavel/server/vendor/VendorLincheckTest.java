package dev.gavel.server.vendor;

import dev.gavel.auction.contract.SaleMode;
import dev.gavel.gates.DncFacts;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.testkit.Linearizability;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** What the vendors' flows share in memory. */
@Tag("lincheck")
public class VendorLincheckTest {

    private static final List<LiveMarket> VERSIONS = List.of(version(1), version(2));

    @Test
    @Timeout(300)
    void fallbacksAreGivenOutOnce() {
        Linearizability.check(Candidates.class);
    }

    @Test
    @Timeout(300)
    void postsOfOnePingNeverRunSideBySide() {
        Linearizability.check(Flows.class);
    }

    @Test
    @Timeout(300)
    void aMarketIsNeverReplacedByAnOlderOne() {
        Linearizability.check(Versions.class);
    }

    @Test
    @Timeout(300)
    void whatIsKnownOfAMarketsListsIsNeverReplacedByWhatWasKnownBefore() {
        Linearizability.check(Lists.class);
    }

    /** Two legs and two more candidates of a conflict group that one of them has. */
    public static class Candidates {
        private static final Post POST = new VendorWorld()
                .candidate("a", SaleMode.SHARED, "one", 50)
                .candidate("b", SaleMode.SHARED, null, 50)
                .candidate("c", SaleMode.SHARED, "one", 50)
                .candidate("d", SaleMode.SHARED, "one", 50)
                .post(0, 1);

        private final Fallbacks fallbacks = Fallbacks.of(POST);

        @Operation
        public Integer next() {
            return fallbacks.next(SaleMode.SHARED, 1);
        }

        @Operation
        public void giveUp(@Param(gen = IntGen.class, conf = "0:3") int position) {
            fallbacks.giveUp(position);
        }
    }

    /** Posts of two pings; each says whether it was alone from begin to end. */
    public static class Flows {
        private final JoinedFlows<Boolean> flows = new JoinedFlows<>();
        private final AtomicIntegerArray inside = new AtomicIntegerArray(2);

        @Operation
        public boolean post(@Param(gen = IntGen.class, conf = "0:1") int ping) {
            return flows.join("ping " + ping, () -> Mono.fromSupplier(() -> isAlone(ping)))
                    .toFuture()
                    .join();
        }

        @Validate
        public void nothingIsLeftRunning() {
            if (flows.running() != 0) {
                throw new IllegalStateException(flows.running() + " flows are left");
            }
        }

        private boolean isAlone(int ping) {
            boolean first = inside.incrementAndGet(ping) == 1;
            return inside.decrementAndGet(ping) == 0 && first;
        }
    }

    /** One tenant's market in two versions. */
    public static class Versions {
        private final LiveMarkets markets = new LiveMarkets();

        @Operation
        public void put(@Param(gen = IntGen.class, conf = "0:1") int version) {
            markets.put(VERSIONS.get(version));
        }

        @Operation
        public long version() {
            LiveMarket market = markets.of(VERSIONS.getFirst().tenant());
            return market == null ? 0 : market.market().version();
        }
    }

    /** One tenant's market, and whether it sells without do-not-call lists. */
    public static class Lists {
        private final LiveMarkets markets = new LiveMarkets();

        public Lists() {
            markets.put(VERSIONS.getFirst());
        }

        @Operation
        public void apply() {
            markets.put(VERSIONS.getFirst());
        }

        @Operation
        public void use(@Param(gen = BooleanGen.class) boolean acknowledged) {
            markets.use(VERSIONS.getFirst().tenant(), acknowledged ? DncFacts.ACKNOWLEDGED : DncFacts.UNKNOWN);
        }

        @Operation
        public boolean acknowledged() {
            return markets.of(VERSIONS.getFirst().tenant()).dnc().acknowledged();
        }
    }

    private static LiveMarket version(int version) {
        LiveMarket market = new VendorWorld().market();
        return LiveMarket.compile(market.market().atVersion(version), market.keys(), VendorWorld.NOW, null);
    }
}
