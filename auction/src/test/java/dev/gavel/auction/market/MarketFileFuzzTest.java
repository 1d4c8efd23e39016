package dev.gavel.auction.market;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.auction.book.ContractBook;
import dev.gavel.auction.contract.Market;
import dev.gavel.testkit.Bounded;
import org.junit.jupiter.api.Tag;

/**
 * {@code market.yaml} from any bytes. Reading never throws: it ends with a market or with problems that say where they are. The same file gives the
 * same again, and whatever is accepted can be traded on.
 */
@Tag("fuzz")
class MarketFileFuzzTest {

    private static final int LONGEST_MESSAGE = 4_000;

    @FuzzTest(maxDuration = "50s")
    void neverThrows(byte[] input) throws Exception {
        String yaml = new String(input, UTF_8);
        Bounded.run(input.length, () -> {
            MarketReading reading = MarketFile.read(yaml, "demo", Verticals.standard());
            switch (reading) {
                case MarketReading.Accepted(Market market) -> {
                    MarketReading again = MarketFile.read(yaml, "demo", Verticals.standard());
                    assertThat(MarketDiff.between(market, ((MarketReading.Accepted) again).market()))
                            .isEmpty();
                    market.campaigns()
                            .values()
                            .forEach(campaign ->
                                    ContractBook.compile(campaign, market.contractsOf(campaign.id()), market.buyers()));
                }
                case MarketReading.Refused(var problems) ->
                    assertThat(problems).isNotEmpty().allSatisfy(problem -> {
                        assertThat(problem.line()).isPositive();
                        assertThat(problem.message()).isNotBlank().hasSizeLessThan(LONGEST_MESSAGE);
                    });
            }
        });
    }
}
