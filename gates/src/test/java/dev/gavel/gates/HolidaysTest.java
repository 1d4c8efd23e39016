package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.contract.ContactPolicy;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.hours.Holiday;
import dev.gavel.gates.hours.HolidayRule;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Compares the holidays table, and what the gate makes of it, with the dates of {@code hours-holidays.yaml}. */
class HolidaysTest {

    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2028, 12, 31);
    private static final LocalDate LAST_REVIEWED = LocalDate.of(2027, 11, 21);
    private static final JsonNode TABLE = GateTables.yaml("hours-holidays").path("holidays");
    private static final Facts GIVEN = GateTables.passing();

    @TestFactory
    Stream<DynamicTest> eachHolidayHasItsDates() {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode row : TABLE) {
            HolidayRule rule = rule(row);
            Map<String, Set<LocalDate>> expected = expected(row);
            Map<String, Set<LocalDate>> actual = actual(rule);
            tests.add(DynamicTest.dynamicTest(
                    rule.scope().jurisdiction() + ": every holiday is in the table of dates",
                    () -> assertThat(actual.keySet()).isEqualTo(expected.keySet())));
            expected.forEach((name, dates) -> tests.add(DynamicTest.dynamicTest(
                    rule.scope().jurisdiction() + ": " + name,
                    () -> assertThat(actual.get(name)).isEqualTo(dates))));
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> noCallIsMadeOnAHolidayAndEveryOtherDayIsAsUsual() {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode row : TABLE) {
            Set<LocalDate> holidays = new TreeSet<>();
            expected(row).values().forEach(holidays::addAll);
            tests.add(DynamicTest.dynamicTest(row.path("state").asString() + ", day by day", () -> {
                for (LocalDate day = FIRST; !day.isAfter(LAST_REVIEWED); day = day.plusDays(1)) {
                    assertThat(judge(row, day, 12, ContactPolicy.STANDARD))
                            .as("%s, a %s", day, day.getDayOfWeek())
                            .isEqualTo(expected(row, day, holidays.contains(day)));
                }
            }));
        }
        return tests.stream();
    }

    private static Verdict expected(JsonNode row, LocalDate day, boolean holiday) {
        if (day.getDayOfWeek() == DayOfWeek.SUNDAY) {
            return Verdict.reject(
                    Reason.CALLING_HOURS_CLOSED); // all of these states open on Sundays after noon, if at all
        }
        if (holiday) {
            return Verdict.reject(Reason.CALLING_HOLIDAY);
        }
        JsonNode proclaimed = row.path("proclaimed");
        boolean known =
                proclaimed.isMissingNode() || proclaimed.valueStream().anyMatch(year -> year.asInt() == day.getYear());
        return known ? Verdict.PASS : Verdict.unknown(Reason.HOLIDAYS_UNKNOWN);
    }

    @Test
    void nebraskaLimitsHolidaysToTheAfternoonForRecordedMessagesOnly() {
        JsonNode nebraska = row("NE");
        LocalDate laborDay = LocalDate.of(2026, 9, 7);
        assertThat(judge(nebraska, laborDay, 12, ContactPolicy.STANDARD).passes())
                .isFalse();
        assertThat(judge(nebraska, laborDay, 13, ContactPolicy.STANDARD).passes())
                .isTrue();
        assertThat(judge(nebraska, laborDay, 20, ContactPolicy.STANDARD).passes())
                .isTrue();
        ContactPolicy live = ContactPolicy.STANDARD.withChannels(Set.of(CallChannel.CALL, CallChannel.TEXT));
        assertThat(judge(nebraska, laborDay, 12, live).passes()).isTrue();
        assertThat(judge(nebraska, LocalDate.of(2026, 9, 6), 9, live).passes()).isTrue();
    }

    @Test
    void aYearWithoutItsProclaimedDaysIsUnknown() {
        assertThat(judge(row("LA"), LocalDate.of(2025, 3, 12), 12, ContactPolicy.STANDARD))
                .isEqualTo(Verdict.unknown(Reason.HOLIDAYS_UNKNOWN));
        assertThat(judge(row("AL"), LocalDate.of(2025, 3, 12), 12, ContactPolicy.STANDARD))
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void theShippedTableIsReviewedAndEveryRowHasItsSource() {
        var holidays = GateRules.bundled().holidays();
        assertThat(holidays.version().reviewBy())
                .isAfter(holidays.version().reviewedOn())
                .isBefore(holidays.version().reviewedOn().plusDays(367));
        assertThat(holidays.rules())
                .allSatisfy(rule -> assertThat(rule.scope().sources()).isNotEmpty());
        assertThat(holidays.rules())
                .extracting(rule -> rule.scope().jurisdiction())
                .containsExactly("AL", "LA", "MS", "NE", "PA", "RI", "UT");
    }

    private static Verdict judge(JsonNode row, LocalDate day, int hour, ContactPolicy contact) {
        Lead lead = GIVEN.lead().toBuilder()
                .set("zip", row.path("zip").asString())
                .set("state", row.path("state").asString())
                .build();
        Instant now = day.atTime(hour, 0)
                .atZone(ZoneId.of(row.path("zone").asString()))
                .toInstant();
        var campaign = GIVEN.campaign().withGates(GIVEN.campaign().gates().withContact(contact));
        return GateTables.GATES
                .gateOf(Reason.CALLING_HOLIDAY)
                .judge(Facts.of(GIVEN.phase(), campaign, lead, GIVEN.consent(), now));
    }

    private static JsonNode row(String state) {
        for (JsonNode row : TABLE) {
            if (row.path("state").asString().equals(state)) {
                return row;
            }
        }
        throw new IllegalArgumentException(state);
    }

    private static HolidayRule rule(JsonNode row) {
        return GateRules.bundled().holidays().rules().stream()
                .filter(rule ->
                        rule.scope().jurisdiction().equals(row.path("state").asString()))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Set<LocalDate>> expected(JsonNode row) {
        Map<String, Set<LocalDate>> dates = new TreeMap<>();
        row.path("days").properties().forEach(entry -> {
            Set<LocalDate> days = dates.computeIfAbsent(entry.getKey(), _ -> new TreeSet<>());
            entry.getValue().forEach(date -> days.add(LocalDate.parse(date.asString())));
        });
        return dates;
    }

    private static Map<String, Set<LocalDate>> actual(HolidayRule rule) {
        Map<String, Set<LocalDate>> dates = new TreeMap<>();
        rule.holidays().stream().map(Holiday::name).forEach(name -> dates.put(name, new TreeSet<>()));
        for (LocalDate day = FIRST; !day.isAfter(LAST); day = day.plusDays(1)) {
            LocalDate date = day;
            rule.names(day).forEach(name -> dates.get(name).add(date));
        }
        return dates;
    }
}
