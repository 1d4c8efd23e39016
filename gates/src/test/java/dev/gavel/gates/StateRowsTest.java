package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.reason.Reason;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Each row of each state table has its cases: a state that is entered without them fails here. */
class StateRowsTest {

    private static final GateRules RULES = GateRules.bundled();
    private static final Facts GIVEN = GateTables.passing();
    private static final Instant YEAR = Instant.parse("2026-01-01T12:00:00Z");
    private static final int MINUTES = 24 * 60;

    private static Set<String> states(Stream<RuleScope> rows) {
        Set<String> states = new TreeSet<>();
        rows.map(RuleScope::state).forEach(state -> {
            if (state != null) {
                states.add(state.name());
            }
        });
        return states;
    }

    private static Set<String> statesOf(JsonNode rows) {
        Set<String> states = new TreeSet<>();
        rows.forEach(row -> states.add(row.path("state").asString()));
        return states;
    }

    /** The states of the cases of a gate's table that are refused for a reason. */
    private static Set<String> refusedIn(String table, Reason reason) {
        Set<String> states = new TreeSet<>();
        for (GateCase row : GateTables.cases(GateTables.yaml(table))) {
            int field = row.facts().lead().vertical().fieldNamed("state").index();
            if (row.expected().startsWith("REJECT " + reason.text())
                    && row.facts().lead().has(field)) {
                states.add(row.facts().lead().canonical(field));
            }
        }
        return states;
    }

    @Test
    void everyStateOfTheCallingHoursHasItsWindows() {
        assertThat(statesOf(GateTables.yaml("hours-windows").path("windows")))
                .containsAll(states(RULES.callingHours().rules().stream().map(rule -> rule.scope())));
    }

    @Test
    void everyStateOfTheHolidaysHasItsDates() {
        assertThat(statesOf(GateTables.yaml("hours-holidays").path("holidays")))
                .isEqualTo(states(RULES.holidays().rules().stream().map(rule -> rule.scope())));
    }

    @Test
    void everyStateOfTheContactLimitsHasACase() {
        assertThat(refusedIn("frequency", Reason.CONTACT_LIMIT_REACHED))
                .containsAll(states(RULES.contactLimits().rows().stream().map(row -> row.scope())));
    }

    @Test
    void everyStateOfTheOptOutSignalsHasACase() {
        assertThat(refusedIn("privacy", Reason.OPT_OUT_SIGNAL))
                .containsAll(states(RULES.optOutSignals().rules().stream()));
    }

    /** Every zone that changes its clock opens and closes by its own time on the days before, on and after both changes. */
    @TestFactory
    Stream<DynamicTest> everyZoneThatChangesItsClockOpensByItOnBothDays() {
        Map<ZoneId, JsonNode> zoneToRow = new LinkedHashMap<>();
        for (JsonNode row : GateTables.yaml("hours-windows").path("windows")) {
            zoneToRow.putIfAbsent(ZoneId.of(row.path("zone").asString()), row);
        }
        return zoneToRow.entrySet().stream()
                .filter(entry -> entry.getKey().getRules().nextTransition(YEAR) != null)
                .map(entry -> DynamicTest.dynamicTest(entry.getKey().getId(), () -> {
                    ZoneOffsetTransition begins = entry.getKey().getRules().nextTransition(YEAR);
                    ZoneOffsetTransition ends = entry.getKey().getRules().nextTransition(begins.getInstant());
                    for (ZoneOffsetTransition change : List.of(begins, ends)) {
                        for (int day = -1; day <= 1; day++) {
                            LocalDate date =
                                    change.getDateTimeBefore().toLocalDate().plusDays(day);
                            requireWindow(entry.getKey(), entry.getValue(), date);
                        }
                    }
                }));
    }

    private static void requireWindow(ZoneId zone, JsonNode row, LocalDate date) {
        String kind = switch (date.getDayOfWeek()) {
            case SATURDAY -> "saturday";
            case SUNDAY -> "sunday";
            default -> "weekday";
        };
        String window = row.path(kind).asString();
        for (int minute = 0; minute < MINUTES; minute += 1) {
            LocalTime time = LocalTime.MIN.plusMinutes(minute);
            boolean open = !window.equals("closed")
                    && !time.isBefore(LocalTime.parse(window.substring(0, 5)))
                    && time.isBefore(LocalTime.parse(window.substring(6)));
            // An hour that happens twice is asked for both times; one that never happens is the next.
            for (ZoneOffset offset : zone.getRules().getValidOffsets(date.atTime(time))) {
                Facts facts = Facts.of(
                        GIVEN.phase(),
                        GIVEN.campaign(),
                        lead(row),
                        GIVEN.consent(),
                        date.atTime(time).toInstant(offset));
                assertThat(GateTables.GATES
                                .gateOf(Reason.CALLING_HOURS_CLOSED)
                                .judge(facts)
                                .passes())
                        .as("%s %s %s", date, time, offset)
                        .isEqualTo(open);
            }
        }
    }

    private static Lead lead(JsonNode row) {
        return GIVEN.lead().toBuilder()
                .set("zip", row.path("zip").asString())
                .set("state", row.path("state").asString())
                .build();
    }

    @Test
    void everyConfidenceIsMarkedAndDoubtIsExplained() {
        List<RuleScope> all = new ArrayList<>();
        RULES.callingHours().rules().forEach(rule -> all.add(rule.scope()));
        RULES.holidays().rules().forEach(rule -> all.add(rule.scope()));
        RULES.contactLimits().rows().forEach(row -> all.add(row.scope()));
        all.addAll(RULES.optOutSignals().rules());
        assertThat(all)
                .filteredOn(row -> row.confidence() == RuleScope.Confidence.C)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.note()).isNotBlank());
    }
}
