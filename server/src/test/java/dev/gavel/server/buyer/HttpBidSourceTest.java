package dev.gavel.server.buyer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.bid.BidOutcome.Offered;
import dev.gavel.auction.contract.Contract;
import dev.gavel.server.buyer.sim.Bidding;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpBidSourceTest {

    private final BuyerWorld world = new BuyerWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void asksAllBuyersAndKeepsTheirOrder() throws Exception {
        for (int i = 1; i <= 5; i++) {
            world.sim("buyer" + i).bids(Bidding.fixed(10_000_000L + i * 1_500_000L));
        }
        List<Contract> contracts = world.market("buyer1", "buyer2", "buyer3", "buyer4", "buyer5");

        List<BidOutcome> outcomes = world.ask(contracts, Duration.ofSeconds(10));

        assertThat(outcomes)
                .hasSize(5)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Offered.class));
        assertThat(outcomes).extracting(BidOutcome::contract).containsExactlyElementsOf(contracts);
        assertThat(((Offered) outcomes.get(2)).bid().priceMicros()).isEqualTo(14_500_000L);
        assertThat(((Offered) outcomes.get(2)).bid().reference()).isEqualTo("buyer3-1");
    }
}
