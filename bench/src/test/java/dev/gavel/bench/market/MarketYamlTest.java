package dev.gavel.bench.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.Market;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MarketYamlTest {

    @Test
    void isTheSameForTheSameSize() {
        assertThat(MarketYaml.of(50, true)).isEqualTo(MarketYaml.of(50, true));
    }

    @Test
    void gavelReadsIt() {
        Market market = MarketYaml.read(MarketYaml.of(1_000, true));

        assertThat(market.contracts())
                .hasSize(1_000)
                .allMatch(contract -> contract.caps().size() == 2);
        assertThat(market.buyers()).hasSize(200);
    }

    @Test
    void gavelReadsItWithBidders() {
        for (Bidders.Asking asking : Bidders.Asking.values()) {
            Market market = MarketYaml.read(MarketYaml.of(10, true, new Bidders(3, 9, asking, 500)));

            assertThat(market.contracts()).hasSize(13);
        }
    }

    @Test
    void itIsDaySomewhereAtNoonInTexas() {
        assertThat(Consumer.awakeFor(Duration.ofMinutes(30), Instant.parse("2026-11-23T18:00:00Z")))
                .isNotNull();
    }
}
