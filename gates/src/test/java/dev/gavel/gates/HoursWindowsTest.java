package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.reason.Reason;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Asks the hours gate at every minute of the days of {@code hours-windows.yaml}, with and without daylight saving. */
class HoursWindowsTest {

    private static final Facts GIVEN = GateTables.passing();
    private static final List<LocalDate> MONDAYS = List.of(LocalDate.of(2026, 1, 12), LocalDate.of(2026, 7, 13));

    @TestFactory
    Stream<DynamicTest> everyStateOpensAndClosesAtItsOwnTime() {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode row : GateTables.yaml("hours-windows").path("windows")) {
            for (LocalDate monday : MONDAYS) {
                for (int day = 0; day < 5; day++) {
                    tests.add(test(row, "weekday", monday.plusDays(day)));
                }
                tests.add(test(row, "saturday", monday.plusDays(5)));
                tests.add(test(row, "sunday", monday.plusDays(6)));
            }
        }
        return tests.stream();
    }

    @Test
    void everyStateWithARuleOfItsOwnHasItsWindows() {
        Set<String> withRules = GateRules.bundled().callingHours().rules().stream()
                .map(rule -> rule.scope().state())
                .filter(Objects::nonNull)
                .map(Enum::name)
                .collect(Collectors.toSet());
        assertThat(GateTables.yaml("hours-windows").path("windows"))
                .extracting(row -> row.path("state").asString())
                .containsAll(withRules)
                .doesNotHaveDuplicates();
    }

    private static DynamicTest test(JsonNode row, String kind, LocalDate date) {
        String window = row.path(kind).asString();
        return DynamicTest.dynamicTest(
                row.path("state").asString() + " on " + date + ", a " + kind + ": " + window, () -> {
                    LocalTime open = window.equals("closed") ? LocalTime.MAX : LocalTime.parse(window.substring(0, 5));
                    LocalTime close = window.equals("closed") ? LocalTime.MAX : LocalTime.parse(window.substring(6));
                    ZoneId zone = ZoneId.of(row.path("zone").asString());
                    Lead lead = GIVEN.lead().toBuilder()
                            .set("zip", row.path("zip").asString())
                            .set("state", row.path("state").asString())
                            .build();
                    for (int minute = 0; minute < 24 * 60; minute++) {
                        LocalTime time = LocalTime.MIN.plusMinutes(minute);
                        boolean expected = !time.isBefore(open) && time.isBefore(close);
                        if (isOpen(lead, date.atTime(time).atZone(zone)) != expected) {
                            fail("at %s: expected to be %s", time, expected ? "open" : "closed");
                        }
                    }
                });
    }

    private static boolean isOpen(Lead lead, ZonedDateTime now) {
        Facts facts = Facts.of(GIVEN.phase(), GIVEN.campaign(), lead, GIVEN.consent(), now.toInstant());
        Verdict verdict = GateTables.GATES.gateOf(Reason.CALLING_HOURS_CLOSED).judge(facts);
        if (verdict.kind() == Verdict.Kind.UNKNOWN) {
            fail("%s", verdict);
        }
        return verdict.passes();
    }
}
