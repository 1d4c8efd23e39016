package dev.gavel.auction.cap;

import dev.gavel.auction.contract.Cap;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Market;
import dev.gavel.testkit.Linearizability;
import dev.gavel.testkit.TestCampaign;
import dev.gavel.testkit.TestContract;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Claims that are remembered are those that would be made. */
@Tag("lincheck")
public class ClaimsLincheckTest {

    @Test
    @Timeout(300)
    void claimsAreThoseOfThePriceAndTheMoment() {
        Linearizability.check(Remembered.class);
    }

    /** One contract, asked for at two prices and in two hours. */
    public static class Remembered {
        private static final Instant NOON = Instant.parse("2026-11-16T18:00:00Z");
        private static final Contract CONTRACT = TestContract.contract("c")
                .caps(new Cap("contract/c/hour/money", Cap.Scope.CONTRACT, Cap.Window.HOUR, Cap.Unit.MONEY, 5_000_000))
                .build();
        private static final Market MARKET = new Market(
                "tenant",
                1,
                "USD",
                Map.of(TestCampaign.ID, TestCampaign.campaign().build()),
                Map.of(),
                Map.of("buyer", TestCampaign.buyer("buyer")),
                List.of(CONTRACT));

        private volatile Claims claims = Claims.of(MARKET, NOON);

        @Operation
        public String claims(@Param(gen = IntGen.class, conf = "1:2") int price) {
            return claims.of(CONTRACT, "vendor", "source", price).toString();
        }

        @Operation
        public long until(@Param(gen = IntGen.class, conf = "0:1") int minute) {
            Instant now = NOON.plusSeconds(60L * minute);
            Claims current = claims;
            return current.untilSeconds(CONTRACT, current.of(CONTRACT, "vendor", "source", 1), now);
        }

        @Operation
        public void anHourPasses() {
            claims = claims.at(NOON.plusSeconds(3_600));
        }
    }
}
