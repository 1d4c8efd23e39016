package dev.gavel.auction.cap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.Cap;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.testkit.TestCampaign;
import dev.gavel.testkit.TestContract;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Until when a leg may be promised. */
class ClaimsTest {

    /** A Monday, 9:30 in Chicago. */
    private static final Instant MONDAY = Instant.parse("2026-11-16T15:30:00Z");

    private static final Cap PER_HOUR =
            new Cap("contract/c/hour/count", Cap.Scope.CONTRACT, Cap.Window.HOUR, Cap.Unit.COUNT, 5);
    private static final Cap EVER =
            new Cap("contract/c/total/count", Cap.Scope.CONTRACT, Cap.Window.TOTAL, Cap.Unit.COUNT, 5);

    @Test
    void aLegMayBePromisedUntilTheFirstOfItsWindowsEnds() {
        assertThat(until(TestContract.contract("c").caps(PER_HOUR, EVER).build(), MONDAY))
                .isEqualTo("2026-11-16T16:00:00Z");
    }

    @Test
    void aLegMayBePromisedUntilTheContractCloses() {
        Schedule untilQuarterTo =
                new Schedule(ZoneId.of("America/Chicago"), List.of(new Schedule.Window(DayOfWeek.MONDAY, 540, 585)));

        assertThat(until(
                        TestContract.contract("c")
                                .caps(PER_HOUR)
                                .schedule(untilQuarterTo)
                                .build(),
                        MONDAY))
                .isEqualTo("2026-11-16T15:45:00Z");
    }

    @Test
    void withoutWindowAndScheduleAnHourIsNeverCutShort() {
        Contract contract = TestContract.contract("c").caps(EVER).build();
        Claims claims = claims(contract);
        for (int minute = 0; minute < 300; minute += 7) {
            Instant now = MONDAY.plus(Duration.ofMinutes(minute));

            assertThat(until(claims.at(now), contract, now)).isAfterOrEqualTo(now.plus(Duration.ofHours(1)));
        }
    }

    @Test
    void theEndIsFoundAnewWhenItHasPassed() {
        Schedule mornings = new Schedule(
                ZoneId.of("America/Chicago"),
                List.of(
                        new Schedule.Window(DayOfWeek.MONDAY, 540, 585),
                        new Schedule.Window(DayOfWeek.MONDAY, 600, 660)));
        Contract contract = TestContract.contract("c").schedule(mornings).build();
        Claims claims = claims(contract);

        assertThat(until(claims, contract, MONDAY)).isEqualTo("2026-11-16T15:45:00Z");
        Instant later = Instant.parse("2026-11-16T16:10:00Z");
        assertThat(until(claims.at(later), contract, later)).isEqualTo("2026-11-16T17:00:00Z");
    }

    private static Instant until(Contract contract, Instant now) {
        return until(claims(contract), contract, now);
    }

    private static Instant until(Claims claims, Contract contract, Instant now) {
        return Instant.ofEpochSecond(
                claims.untilSeconds(contract, claims.of(contract, "vendor", "source", 1_000_000), now));
    }

    private static Claims claims(Contract contract) {
        return Claims.of(
                new Market(
                        "tenant",
                        1,
                        "USD",
                        Map.of(TestCampaign.ID, TestCampaign.campaign().build()),
                        Map.of(),
                        Map.of("buyer", TestCampaign.buyer("buyer")),
                        List.of(contract)),
                MONDAY);
    }
}
