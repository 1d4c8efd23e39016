package dev.gavel.auction.book;

import static dev.gavel.testkit.TestContract.contract;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Diligence;
import dev.gavel.auction.contract.Vetting;
import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.testkit.Property;
import dev.gavel.testkit.TestCampaign;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VettedBuyersTest {

    private static final Vertical VERTICAL = new Vertical(
            "cars", List.of(new Field(0, "state", FieldType.STATE, DataClass.PUBLIC, null, List.of(), 0, 0, false)));
    private static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");
    private static final LocalDate TODAY = LocalDate.parse("2026-03-03");

    private static Vetting vetting(LocalDate from, LocalDate until, List<Vetting.Licence> licences) {
        return new Vetting(from, "desk", until, "calls", Set.of("cars"), licences);
    }

    private static Vetting.Licence licence(UsState state, LocalDate until) {
        return new Vetting.Licence("cars", state, "1", until);
    }

    private static ContractBook book(boolean licences, @Nullable Vetting vetting) {
        return ContractBook.compile(
                campaign(true, licences), List.of(contract("a").build()), Map.of("buyer", buyer("buyer", vetting)));
    }

    private static Buyer buyer(String id, @Nullable Vetting vetting) {
        return new Buyer(id, id, ZoneOffset.UTC, List.of(), 0, List.of()).withVetting(vetting);
    }

    private static Campaign campaign(boolean vetting, boolean licences) {
        Campaign c = TestCampaign.campaign().vertical(VERTICAL).build();
        return new Campaign(
                c.id(),
                c.vertical(),
                c.ranking(),
                c.pricing(),
                c.maxLegs(),
                c.reserveMicros(),
                c.margin(),
                c.bidTimeout(),
                c.postTimeout(),
                c.pingTtl(),
                c.seed(),
                c.gates().withDiligence(new Diligence(vetting, licences, false, false, Duration.ZERO, false, false)));
    }

    private static Lead lead(String state) {
        return Lead.of(VERTICAL).set("state", state).build();
    }

    private static boolean matches(ContractBook book, Instant at, String state) {
        return !book.withOpenAt(at).match(lead(state), "v", "s").isEmpty();
    }

    @Test
    void aBuyerWithoutARecordHearsOfNothing() {
        assertThat(matches(book(false, null), NOON, "TX")).isFalse();
        assertThat(matches(book(false, vetting(TODAY, TODAY, List.of())), NOON, "TX"))
                .isTrue();
    }

    @Test
    void aRecordHoldsFromItsFirstDayToItsLast() {
        ContractBook book = book(false, vetting(TODAY, TODAY.plusDays(1), List.of()));
        assertThat(matches(book, Instant.parse("2026-03-02T23:59:59Z"), "TX")).isFalse();
        assertThat(matches(book, Instant.parse("2026-03-03T00:00:00Z"), "TX")).isTrue();
        assertThat(matches(book, Instant.parse("2026-03-04T23:59:59Z"), "TX")).isTrue();
        assertThat(matches(book, Instant.parse("2026-03-05T00:00:00Z"), "TX")).isFalse();
    }

    @Test
    void licencesNarrowToTheirStatesUntilTheyExpire() {
        ContractBook book = book(
                false,
                vetting(
                        TODAY,
                        TODAY.plusDays(100),
                        List.of(licence(UsState.TX, TODAY.plusDays(50)), licence(UsState.FL, TODAY))));
        ContractBook today = book.withOpenAt(NOON);
        assertThat(matches(today, NOON, "TX")).isTrue();
        assertThat(matches(today, NOON, "FL")).isTrue();
        assertThat(matches(today, NOON, "GA")).isFalse();
        assertThat(matches(today, NOON, "")).isFalse();
        Instant tomorrow = NOON.plus(Duration.ofDays(1));
        assertThat(matches(today, tomorrow, "TX")).isTrue();
        assertThat(matches(today, tomorrow, "FL")).isFalse();
    }

    @Test
    void whereLicencesAreAskedForNoneIsNotEnough() {
        assertThat(matches(book(true, vetting(TODAY, TODAY, List.of())), NOON, "TX"))
                .isFalse();
        assertThat(matches(book(true, vetting(TODAY, TODAY, List.of(licence(UsState.TX, TODAY)))), NOON, "TX"))
                .isTrue();
    }

    @Test
    void takingFullContractsOutKeepsTheLicences() {
        ContractBook book = book(true, vetting(TODAY, TODAY, List.of(licence(UsState.TX, TODAY))))
                .withOpenAt(NOON)
                .without(Set.of("other"));
        assertThat(book.match(lead("TX"), "v", "s")).hasSize(1);
        assertThat(book.match(lead("FL"), "v", "s")).isEmpty();
    }

    @Test
    void matchesWhatASlowReadingOfTheRecordsAllows() {
        Property.forAll(200, random -> {
            boolean vettingAsked = random.nextBoolean();
            boolean licencesAsked = random.nextBoolean();
            Map<String, Buyer> buyers = new HashMap<>();
            List<Contract> contracts = new ArrayList<>();
            for (int i = random.nextInt(1, 80); i > 0; i--) {
                buyers.put("b" + i, buyer("b" + i, randomVetting(random)));
                contracts.add(contract("c" + i).buyer("b" + i).build());
            }
            ContractBook book = ContractBook.compile(campaign(vettingAsked, licencesAsked), contracts, buyers);
            for (int day = -1; day < 3; day++) {
                Instant at = NOON.plus(Duration.ofDays(day));
                LocalDate date = TODAY.plusDays(day);
                for (String state : List.of("TX", "FL", "GA", "")) {
                    Set<String> expected = new HashSet<>();
                    for (Contract contract : contracts) {
                        Vetting vetting = buyers.get(contract.buyer()).vetting();
                        if (mayHear(vetting, vettingAsked, licencesAsked, date, state)) {
                            expected.add(contract.id());
                        }
                    }
                    assertThat(book.withOpenAt(at).match(lead(state), "v", "s"))
                            .extracting(Contract::id)
                            .containsExactlyInAnyOrderElementsOf(expected);
                }
            }
        });
    }

    private static @Nullable Vetting randomVetting(RandomGenerator random) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        List<Vetting.Licence> licences = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            licences.add(new Vetting.Licence(
                    random.nextInt(4) == 0 ? "boats" : "cars",
                    random.nextBoolean() ? UsState.TX : UsState.FL,
                    "1",
                    TODAY.plusDays(random.nextInt(-1, 3))));
        }
        LocalDate from = TODAY.plusDays(random.nextInt(-2, 2));
        return new Vetting(
                from,
                "desk",
                from.plusDays(random.nextInt(4)),
                "calls",
                random.nextInt(5) == 0 ? Set.of("boats") : Set.of("cars"),
                licences);
    }

    private static boolean mayHear(
            @Nullable Vetting vetting, boolean vettingAsked, boolean licencesAsked, LocalDate date, String state) {
        if (vettingAsked
                && (vetting == null
                        || date.isBefore(vetting.verifiedOn())
                        || date.isAfter(vetting.validUntil())
                        || !vetting.verticals().contains("cars"))) {
            return false;
        }
        List<Vetting.Licence> own = vetting == null
                ? List.of()
                : vetting.licences().stream()
                        .filter(licence -> licence.vertical().equals("cars"))
                        .toList();
        if (!licencesAsked && own.isEmpty()) {
            return true;
        }
        return own.stream()
                .anyMatch(licence -> licence.state().name().equals(state) && !date.isAfter(licence.expiresOn()));
    }
}
