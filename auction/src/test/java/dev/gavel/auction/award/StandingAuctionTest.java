package dev.gavel.auction.award;

import static dev.gavel.testkit.TestCampaign.campaign;
import static dev.gavel.testkit.TestContract.contract;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.book.ContractBook;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.money.Margin;
import dev.gavel.auction.money.Money;
import dev.gavel.auction.reason.Reason;
import dev.gavel.testkit.Property;
import dev.gavel.testkit.TestCampaign;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StandingAuctionTest {

    private static final Instant NOW = Instant.parse("2026-03-09T12:00:00Z");

    private final StandingAuction auction = new StandingAuction();

    @Test
    void decidesAsTheAuctionDoes() {
        Property.forAll(2_000, random -> {
            Campaign campaign = randomCampaign(random);
            ContractBook book = book(campaign, randomContracts(random));
            Lead lead = Lead.of(campaign.vertical()).build();
            long floor = random.nextInt(3) == 0 ? random.nextInt(12) * Money.UNIT_MICROS : 0;
            List<Contract> matched = book.match(lead, "v", "s");
            Award expected = matched.isEmpty()
                    ? new Award(List.of(), campaign.maxLegs(), Reason.NO_CONTRACT)
                    : Auction.decide(campaign, Bids.fixed(lead, matched), floor, 42, 0);
            assertThat(auction.decide(book, lead, "v", "s", floor, 42)).isEqualTo(expected);
        });
    }

    @Test
    void refusesABookThatIsNotStaticallyRanked() {
        Campaign campaign = campaign().ranking(Campaign.Ranking.WEIGHTED).build();
        ContractBook book = book(campaign, List.of(contract("a").build()));
        assertThatThrownBy(
                        () -> auction.decide(book, Lead.of(campaign.vertical()).build(), "v", "s", 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not statically ranked");
    }

    private static Campaign randomCampaign(RandomGenerator random) {
        TestCampaign campaign = campaign()
                .ranking(random.nextBoolean() ? Campaign.Ranking.HIGHEST_PRICE : Campaign.Ranking.PRIORITY_THEN_PRICE)
                .maxLegs(1 + random.nextInt(3))
                .reserve(random.nextInt(6))
                .margin(random.nextBoolean() ? Margin.NONE : new Margin.Percent(random.nextInt(5_000)))
                .seed(random.nextLong());
        return (random.nextBoolean() ? campaign.secondPrice(random.nextInt(3)) : campaign).build();
    }

    private static List<Contract> randomContracts(RandomGenerator random) {
        List<Contract> contracts = new ArrayList<>();
        int size = random.nextInt(3) == 0 ? random.nextInt(200) : random.nextInt(30);
        int prices = 1 + random.nextInt(40);
        int exclusive = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            contracts.add(contract("c" + i)
                    .price(random.nextInt(prices))
                    .priority(random.nextInt(3))
                    .mode(random.nextInt(4) < exclusive ? SaleMode.EXCLUSIVE : SaleMode.SHARED)
                    .build());
        }
        return contracts;
    }

    private static ContractBook book(Campaign campaign, List<Contract> contracts) {
        return ContractBook.compile(campaign, contracts, Map.of("buyer", TestCampaign.buyer("buyer")))
                .withOpenAt(NOW);
    }
}
