package dev.gavel.auction.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.FilterEvaluation;
import dev.gavel.auction.lead.Lead;
import dev.gavel.testkit.Property;
import dev.gavel.testkit.TestCampaign;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ContractBookPropertyTest {

    private static final int LEADS_PER_BOOK = 12;

    @Test
    void matchesWhatTheNaiveBookMatches() {
        Property.forAll(1_000, random -> {
            RandomMarket market = new RandomMarket(random);
            Instant now = someMoment(random);
            List<Contract> contracts = market.contracts(bookSize(random));
            ContractBook book = compile(market, contracts, random, now);
            NaiveBook naive = new NaiveBook(inOrderOf(book));
            for (int i = 0; i < LEADS_PER_BOOK; i++) {
                Lead lead = market.lead();
                String vendor = market.vendor();
                String source = market.source();
                assertThat(book.match(lead, vendor, source)).isEqualTo(naive.match(lead, vendor, source, now));
            }
            Instant later = someMoment(random);
            Lead lead = market.lead();
            assertThat(book.withOpenAt(later).match(lead, "v1", "a")).isEqualTo(naive.match(lead, "v1", "a", later));
        });
    }

    @Test
    void evaluatesFiltersAsTheNaiveBookDoes() {
        Property.forAll(3_000, random -> {
            RandomMarket market = new RandomMarket(random);
            var filter = market.filter(random.nextInt(6));
            for (int i = 0; i < LEADS_PER_BOOK; i++) {
                Lead lead = market.lead();
                assertThat(FilterEvaluation.accepts(filter, lead))
                        .as("%s", filter)
                        .isEqualTo(NaiveBook.rewrite(filter, false).test(lead));
            }
        });
    }

    private static int bookSize(RandomGenerator random) {
        return random.nextInt(4) == 0 ? random.nextInt(300) : random.nextInt(20);
    }

    private static Instant someMoment(RandomGenerator random) {
        return Instant.parse("2026-03-08T00:00:00Z").plusSeconds(random.nextInt(14 * 86_400));
    }

    private static ContractBook compile(
            RandomMarket market, List<Contract> contracts, RandomGenerator random, Instant now) {
        Campaign campaign = TestCampaign.campaign()
                .vertical(market.vertical)
                .ranking(List.of(Campaign.Ranking.values()).get(random.nextInt(4)))
                .build();
        Map<String, Buyer> buyers = Map.of("buyer", TestCampaign.buyer("buyer"));
        ContractBook book = random.nextBoolean()
                ? ContractBook.compile(campaign, contracts, buyers)
                : ContractBook.compile(campaign, contracts, buyers, random.nextInt(200) - 200); // coarse indexes
        return book.withOpenAt(now);
    }

    private static List<Contract> inOrderOf(ContractBook book) {
        List<Contract> contracts = new ArrayList<>();
        for (int position = 0; position < book.size(); position++) {
            contracts.add(book.contract(position));
        }
        return contracts;
    }
}
