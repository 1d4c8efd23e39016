package dev.gavel.auction.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.auction.lead.ConsentTerms;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DemoMarketTest {

    @Test
    void isAGoodMarketThatSellsAtAnyTime() throws IOException {
        Market market = Markets.good(Markets.demo());
        assertThat(market.tenant()).isEqualTo("demo");
        assertThat(market.contracts()).extracting(Contract::schedule).containsOnly(Schedule.ALWAYS);
        assertThat(market.campaigns().get("auto-insurance").gates().callingHours())
                .isFalse();
        assertThat(market.campaigns().get("solar").gates().callingHours()).isTrue();
        assertThat(market.campaigns().get("medicare").gates().consent().naming())
                .isEqualTo(ConsentTerms.Naming.INDIVIDUALLY);
    }
}
