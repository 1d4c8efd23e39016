package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.ContactPolicy;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Lead;
import dev.gavel.gates.hours.HoursGate;
import dev.gavel.testkit.Property;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the time to call ends, and what an explanation says it went by. */
class HoursCloseTest {

    private static final HoursGate GATE = GateTables.GATES.all().stream()
            .filter(HoursGate.class::isInstance)
            .map(HoursGate.class::cast)
            .findFirst()
            .orElseThrow();
    private static final Facts GIVEN = GateTables.passing();

    @ParameterizedTest
    @CsvSource({
        "78701, TX, 2026-03-03 12:00:00 America/Chicago, 2026-03-03 21:00 America/Chicago",
        "78701, TX, 2026-03-03 20:59:59 America/Chicago, 2026-03-03 21:00 America/Chicago",
        "79901, TX, 2026-03-03 12:00 America/Denver, 2026-03-03 21:00 America/Chicago",
        "33139, FL, 2026-03-03 12:00 America/New_York, 2026-03-03 20:00 America/New_York",
        "02903, RI, 2026-03-07 12:00 America/New_York, 2026-03-07 17:00 America/New_York",
        "10001, NY, 2026-03-08 08:00 America/New_York, 2026-03-08 21:00 America/New_York",
        "10001, NY, 2026-11-01 08:00 America/New_York, 2026-11-01 21:00 America/New_York",
        "86503, AZ, 2026-07-07 12:00 America/Phoenix, 2026-07-07 21:00 America/Denver",
    })
    void theTimeToCallEndsWithTheStrictestWindow(String zip, String state, String now, String close) {
        assertThat(GATE.closesAt(facts(zip, state, now, ContactPolicy.STANDARD)))
                .isEqualTo(GateCase.moment(close));
    }

    @Test
    void theCloseIsTheFirstMinuteAtWhichTheGateRefuses() {
        List<String> zips = List.of("78701", "32501", "97914", "86503", "96813", "00901", "02903", "37402", "84101");
        Property.forAll(300, random -> {
            Lead lead = GIVEN.lead().toBuilder()
                    .set("zip", zips.get(random.nextInt(zips.size())))
                    .set("state", "CA")
                    .build();
            long from = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
            Facts facts = Facts.of(
                    GIVEN.phase(),
                    GIVEN.campaign(),
                    lead,
                    GIVEN.consent(),
                    Instant.ofEpochSecond(from + random.nextInt(600 * 86_400)));
            Instant close = GATE.closesAt(facts);
            if (!GATE.judge(facts).passes()) {
                assertThat(close).isNull();
                return;
            }
            assertThat(close).isAfter(facts.now());
            assertThat(GATE.judge(facts.at(close)).passes()).isFalse();
            for (Instant at = close.minusSeconds(60); at.isAfter(facts.now()); at = at.minusSeconds(60)) {
                assertThat(GATE.judge(facts.at(at)).passes()).as("%s", at).isTrue();
            }
        });
    }

    @Test
    void theCampaignsScheduleMayEndBeforeTheLaw() {
        Schedule untilNoon = new Schedule(
                ZoneId.of("America/New_York"), List.of(new Schedule.Window(DayOfWeek.TUESDAY, 0, 14 * 60)));
        ContactPolicy contact = ContactPolicy.STANDARD.withSchedule(untilNoon);
        assertThat(GATE.closesAt(facts("78701", "TX", "2026-03-03 12:00 America/Chicago", contact)))
                .isEqualTo(GateCase.moment("2026-03-03 14:00 America/New_York"));
    }

    @Test
    void nothingClosesWhereNothingIsAsked() {
        Facts facts = facts("78701", "TX", "2026-03-03 12:00 America/Chicago", ContactPolicy.STANDARD);
        var campaign = facts.campaign().withGates(facts.campaign().gates().withCallingHours(false));
        assertThat(GATE.closesAt(Facts.of(facts.phase(), campaign, facts.lead(), facts.consent(), facts.now())))
                .isNull();
    }

    @Test
    void aLeadThatMayNotBeSoldHasNoClose() {
        assertThat(GATE.closesAt(facts("78701", "TX", "2026-03-03 22:00 America/Chicago", ContactPolicy.STANDARD)))
                .isNull();
        assertThat(GATE.closesAt(facts("00001", "TX", "2026-03-03 12:00 America/Chicago", ContactPolicy.STANDARD)))
                .isNull();
    }

    @Test
    void explainsWhereTheConsumerIsAndWhichExemptionWasUsed() {
        Facts sunday =
                facts("84101", "UT", "2026-03-08 12:00 America/Denver", ContactPolicy.STANDARD.withExemptions(true));
        Consent given = sunday.consent();
        Consent certified = new Consent(
                given.text(),
                given.url(),
                given.ip(),
                given.userAgent(),
                given.timestamp(),
                given.language(),
                given.sellers(),
                "https://cert.trustedform.com/0",
                null);
        Facts exempt = Facts.of(sunday.phase(), sunday.campaign(), sunday.lead(), certified, sunday.now());
        assertThat(GATE.judge(exempt)).isEqualTo(Verdict.PASS);
        assertThat(GATE.basis(exempt))
                .containsEntry("states", "UT")
                .containsEntry("zones", "America/Denver")
                .containsEntry("exempt_by_prior_express_consent", "UT");
        assertThat(GATE.basis(sunday).keySet()).isEqualTo(Set.of("states", "zones"));
    }

    private static Facts facts(String zip, String state, String now, ContactPolicy contact) {
        Lead lead = GIVEN.lead().toBuilder().set("zip", zip).set("state", state).build();
        var campaign = GIVEN.campaign().withGates(GIVEN.campaign().gates().withContact(contact));
        return Facts.of(GIVEN.phase(), campaign, lead, GIVEN.consent(), GateCase.moment(now));
    }
}
