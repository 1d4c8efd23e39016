package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.HoldPolicy;
import dev.gavel.auction.reason.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is held for review instead of refused, and that a review never lets anything else through. */
class ReviewTest {

    private static final Gates GATES = GateTables.GATES;

    /** A row of a table, in a campaign that holds these reasons. */
    private static Facts facts(JsonNode table, JsonNode row, Collection<Reason> held) {
        ObjectNode holding = ((ObjectNode) row).deepCopy();
        holding.put("name", row.toString()).put("expect", "");
        ArrayNode hold = holding.withObject("policy").putArray("hold");
        held.forEach(reason -> hold.add(reason.text()));
        return GateTables.row(table, holding).facts();
    }

    private static Facts facts(JsonNode row, Collection<Reason> held) {
        return facts(JsonNodeFactory.instance.objectNode(), row, held);
    }

    private static Review review(String row, Reason... held) {
        return Review.of(facts(GateTables.parse(row), List.of(held)), GATES::screenAll);
    }

    @Test
    void aLeadAgainstWhichNothingStandsNeedsNoReview() {
        Review review = review("{}", Reason.FORM_TOO_FAST);
        assertThat(review.verdict()).isEqualTo(Verdict.PASS);
        assertThat(review.facts().waived()).isEmpty();
    }

    @Test
    void whatIsHeldIsLookedPastOneByOne() {
        String both = "{consent: {ip: 198.51.100.7, form_started_at: unreadable}}";
        assertThat(review(both).verdict().reason()).isEqualTo(Reason.IP_REPUTATION_BAD);
        assertThat(review(both, Reason.FORM_TIME_UNKNOWN).verdict().reason()).isEqualTo(Reason.IP_REPUTATION_BAD);
        assertThat(review(both, Reason.IP_REPUTATION_BAD).verdict().reason()).isEqualTo(Reason.FORM_TIME_UNKNOWN);
        Review held = review(both, Reason.IP_REPUTATION_BAD, Reason.FORM_TIME_UNKNOWN);
        assertThat(held.verdict()).isEqualTo(Verdict.PASS);
        assertThat(held.facts().waived()).containsExactlyInAnyOrder(Reason.IP_REPUTATION_BAD, Reason.FORM_TIME_UNKNOWN);
    }

    @Test
    void whatAnotherGateRefusesIsRefusedAtOnce() {
        Review review = review(
                "{consent: {form_started_at: unreadable}, screening: {suppressed: YES}}", Reason.FORM_TIME_UNKNOWN);
        assertThat(review.verdict().reason()).isEqualTo(Reason.SUPPRESSED);
    }

    @Test
    void everyReasonThatCanBeHeldIsLookedPastByItsGate() {
        for (Reason reason : HoldPolicy.REVIEWABLE) {
            Gate gate = GATES.gateOf(reason);
            assertThat(gate).as(reason.text()).isNotNull();
            JsonNode table = GateTables.yaml(gate.name());
            assertThat(table.path("cases"))
                    .as("the table of %s has a lead against which %s alone stands", gate.name(), reason.text())
                    .anySatisfy(row -> {
                        Facts facts = facts(table, row, Set.of(reason));
                        assertThat(gate.judge(facts).reason()).isEqualTo(reason);
                        assertThat(Review.of(facts, gate::judge).verdict()).isEqualTo(Verdict.PASS);
                    });
        }
    }

    @Test
    void whatTheLawLeavesNoChoiceInIsNeverHeld() {
        for (String gate :
                List.of("suppression", "dnc", "hours", "frequency", "privacy", "duplicates", "vetting", "fields")) {
            Gate of = GATES.all().stream()
                    .filter(each -> each.name().equals(gate))
                    .findFirst()
                    .orElseThrow();
            assertThat(HoldPolicy.REVIEWABLE).as(gate).doesNotContainAnyElementsOf(of.reasons());
        }
    }

    /** The fail-closed matrix once more, in a campaign that holds all it may: what is missing is refused or held, and never sold. */
    @TestFactory
    Stream<DynamicTest> nothingThatIsMissingIsSoldByAHold() {
        JsonNode matrix = GateTables.yaml("fail-closed");
        List<DynamicTest> tests = new ArrayList<>();
        for (Gate gate : GATES.all()) {
            for (String way : matrix.path("ways").propertyNames()) {
                for (JsonNode row : matrix.path(gate.name()).path(way)) {
                    tests.add(DynamicTest.dynamicTest(
                            gate.name() + ", " + way + ": " + row, () -> requireRefusedOrHeld(gate, row)));
                }
            }
        }
        return tests.stream();
    }

    private static void requireRefusedOrHeld(Gate gate, JsonNode row) {
        Review review = Review.of(facts(row, HoldPolicy.REVIEWABLE), gate::judge);
        if (review.verdict().passes()) {
            assertThat(review.facts().waived())
                    .isNotEmpty()
                    .allSatisfy(reason -> assertThat(gate.reasons()).contains(reason));
        }
    }
}
