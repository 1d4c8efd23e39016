package dev.gavel.auction.book;

import static dev.gavel.testkit.TestCampaign.buyer;
import static dev.gavel.testkit.TestCampaign.campaign;
import static dev.gavel.testkit.TestContract.contract;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Campaign.Ranking;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.auction.money.Money;
import dev.gavel.testkit.Property;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContractBookTest {

    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    private static final Field INCOME =
            new Field(0, "income", FieldType.MONEY, DataClass.PUBLIC, null, List.of(), 0, Money.MAX_MICROS, false);
    private static final Vertical VERTICAL = new Vertical("test", List.of(INCOME));

    @Test
    void numbersContractsByPriceThenPriorityThenId() {
        ContractBook book = book(
                Ranking.HIGHEST_PRICE,
                contract("c").price(5).priority(1).build(),
                contract("b").price(5).priority(2).build(),
                contract("a").price(5).priority(2).build(),
                contract("d").price(9).priority(3).build(),
                contract("t")
                        .price(new PriceRule.Table(List.of(row(Filter.ANY, 2), row(Filter.ANY, 7))))
                        .build(),
                contract("r")
                        .price(new PriceRule.RealTime("bids", 0, 8 * Money.UNIT_MICROS))
                        .build());
        assertThat(ids(book)).containsExactly("d", "r", "t", "c", "a", "b");
        assertThat(book.tieStart(4)).isEqualTo(4);
        assertThat(book.tieStart(5)).isEqualTo(4);
        assertThat(book.fixedBid(0).priceMicros()).isEqualTo(9 * Money.UNIT_MICROS);
        assertThatThrownBy(() -> book.fixedBid(1)).isInstanceOf(NullPointerException.class);
        assertThat(book.buyer(0).id()).isEqualTo("buyer");
    }

    @Test
    void leavesOutContractsThatHaveNoRoom() {
        ContractBook whole = book(
                Ranking.HIGHEST_PRICE,
                contract("best").price(9).build(),
                contract("next").price(7).build());

        ContractBook left = whole.without(Set.of("best", "unheard-of"));

        assertThat(left.match(lead(1), "v", "s")).extracting(Contract::id).containsExactly("next");
        assertThat(whole.match(lead(1), "v", "s")).hasSize(2);
        assertThat(left.openMinute()).isEqualTo(whole.openMinute());
    }

    @Test
    void numbersContractsByPriorityThenPrice() {
        ContractBook book = book(
                Ranking.PRIORITY_THEN_PRICE,
                contract("a").price(9).priority(2).build(),
                contract("b").price(5).priority(1).build(),
                contract("c").price(6).priority(1).build());
        assertThat(ids(book)).containsExactly("c", "b", "a");
    }

    @Test
    void isStaticallyRankedWhenPricesAreFixedAndRankedBy() {
        Contract fixed = contract("fixed").build();
        Contract table = contract("table").price(new PriceRule.Table(List.of())).build();
        assertThat(book(Ranking.HIGHEST_PRICE, fixed).isStaticallyRanked()).isTrue();
        assertThat(book(Ranking.PRIORITY_THEN_PRICE, fixed).isStaticallyRanked())
                .isTrue();
        assertThat(book(Ranking.WEIGHTED, fixed).isStaticallyRanked()).isFalse();
        assertThat(book(Ranking.ROUND_ROBIN, fixed).isStaticallyRanked()).isFalse();
        assertThat(book(Ranking.HIGHEST_PRICE, fixed, table).isStaticallyRanked())
                .isFalse();
    }

    @Test
    void knowsTheLastOfEachMode() {
        ContractBook book = book(
                Ranking.HIGHEST_PRICE,
                contract("a").price(3).build(),
                contract("b").price(2).build(),
                contract("c").price(1).paused().build());
        assertThat(book.lastPosition(SaleMode.EXCLUSIVE)).isEqualTo(2);
        assertThat(book.lastPosition(SaleMode.SHARED)).isEqualTo(-1);
    }

    @Test
    void isClosedBeforeItIsToldTheTime() {
        ContractBook book = ContractBook.compile(
                campaign().vertical(VERTICAL).build(), List.of(contract("a").build()), Map.of("buyer", buyer("buyer")));
        assertThat(book.match(lead(1), "v", "s")).isEmpty();
        assertThat(book.withOpenAt(NOON).match(lead(1), "v", "s")).hasSize(1);
    }

    @Test
    void followsSchedulesByTheMinute() {
        Schedule morning =
                new Schedule(ZoneId.of("UTC"), List.of(new Schedule.Window(DayOfWeek.TUESDAY, 8 * 60, 12 * 60)));
        ContractBook before = book(
                        Ranking.HIGHEST_PRICE,
                        contract("a").schedule(morning).build(),
                        contract("never")
                                .schedule(new Schedule(ZoneId.of("UTC"), List.of()))
                                .build())
                .withOpenAt(NOON.minusSeconds(1));
        assertThat(before.match(lead(1), "v", "s")).extracting(Contract::id).containsExactly("a");
        assertThat(before.withOpenAt(NOON.minusSeconds(60))).isSameAs(before);
        assertThat(before.withOpenAt(NOON)).isNotSameAs(before);
        assertThat(before.withOpenAt(NOON).match(lead(1), "v", "s")).isEmpty();
        assertThat(before.withOpenAt(NOON).openMinute()).isEqualTo(before.openMinute() + 1);
    }

    @Test
    void yieldsMatchesUntilTheCallerHasEnough() {
        List<Contract> contracts = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            contracts.add(contract("c" + i).price(i).build());
        }
        ContractBook book = book(Ranking.HIGHEST_PRICE, contracts.toArray(Contract[]::new));
        Matches matches = new Matches();
        assertThat(matches.next()).isEqualTo(Matches.END);
        book.match(lead(1), "v", "s", matches);
        assertThat(matches.next()).isZero();
        book.match(lead(1), "v", "s", matches);
        for (int position = 0; position < 5_000; position++) {
            assertThat(matches.next()).isEqualTo(position);
        }
        assertThat(matches.next()).isEqualTo(Matches.END);
        assertThat(matches.next()).isEqualTo(Matches.END);
        book.match(lead(1), "v", "s", matches);
        matches.clear();
        assertThat(matches.next()).isEqualTo(Matches.END);
    }

    @Test
    void manyDifferentRangesMakeACoarseIndexThatMatchesTheSame() {
        Property.forAll(5, random -> {
            List<Contract> contracts = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                long least = random.nextLong(1_000_000);
                contracts.add(contract("c" + i)
                        .filter(new Filter.Range(INCOME, least, least + random.nextLong(400_000)))
                        .build());
            }
            Campaign campaign = campaign().vertical(VERTICAL).build();
            Map<String, Buyer> buyers = Map.of("buyer", buyer("buyer"));
            ContractBook exact =
                    ContractBook.compile(campaign, contracts, buyers).withOpenAt(NOON);
            ContractBook coarse =
                    ContractBook.compile(campaign, contracts, buyers, 50_000).withOpenAt(NOON);
            for (int i = 0; i < 20; i++) {
                Lead lead = lead(random.nextLong(300_000, 900_000));
                assertThat(coarse.match(lead, "v", "s")).isNotEmpty().isEqualTo(exact.match(lead, "v", "s"));
            }
        });
    }

    @Test
    void refusesWhatDoesNotBelongToTheCampaign() {
        assertThatThrownBy(() -> book(
                        Ranking.HIGHEST_PRICE, contract("a").campaign("other").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("contract a is of campaign other (expected: campaign)");
        assertThatThrownBy(() -> book(
                        Ranking.HIGHEST_PRICE, contract("a").buyer("nobody").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("contract a has no buyer nobody");
        Field foreign = new Field(0, "foreign", FieldType.MONEY, DataClass.PUBLIC, null, List.of(), 0, 9, false);
        assertThatThrownBy(() -> book(
                        Ranking.HIGHEST_PRICE,
                        contract("a")
                                .filter(new Filter.Not(new Filter.Exists(foreign)))
                                .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field foreign is not of vertical test");
    }

    @Test
    void anEmptyBookMatchesNothing() {
        assertThat(book(Ranking.HIGHEST_PRICE).match(lead(1), "v", "s")).isEmpty();
    }

    private static ContractBook book(Ranking ranking, Contract... contracts) {
        Campaign campaign = campaign().vertical(VERTICAL).ranking(ranking).build();
        return ContractBook.compile(campaign, List.of(contracts), Map.of("buyer", buyer("buyer")))
                .withOpenAt(NOON);
    }

    private static List<String> ids(ContractBook book) {
        List<String> ids = new ArrayList<>();
        for (int position = 0; position < book.size(); position++) {
            ids.add(book.contract(position).id());
        }
        return ids;
    }

    private static PriceRule.Row row(Filter when, long units) {
        return new PriceRule.Row(when, units * Money.UNIT_MICROS);
    }

    private static Lead lead(long incomeMicros) {
        return Lead.of(VERTICAL).set(INCOME, Money.format(incomeMicros)).build();
    }
}
