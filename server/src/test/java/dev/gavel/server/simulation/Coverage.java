package dev.gavel.server.simulation;

import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.testkit.FakeSalesBook;
import java.util.Map;
import java.util.TreeMap;

/** What a run came across, so that a suite can tell whether it went where it should. */
final class Coverage {

    private final Map<String, Long> seen = new TreeMap<>();

    Coverage(Simulation simulation) {
        simulation.vendors.told().forEach(told -> count("told " + Invariants.statusOf(told.body())));
        count("promises", simulation.vendors.promises().size());
        for (FakeSalesBook.Delivery delivery : simulation.truth.deliveries()) {
            LegOutcome outcome = delivery.outcome();
            count("delivery " + (outcome == null ? "INTENT" : outcome.name()));
        }
        count("sales", simulation.truth.sales().size());
        count(
                "resolved later",
                simulation.truth.outbox().stream()
                        .filter(event -> event.contains("delivery_resolved"))
                        .count());
        count(
                "fell back",
                simulation.truth.outbox().stream()
                        .filter(event -> event.contains("\"type\":\"delivery\""))
                        .count());
        count(
                "shared",
                simulation.truth.leads().stream()
                        .filter(lead -> lead.intent().legs().size() > 1)
                        .count());
    }

    Map<String, Long> seen() {
        return seen;
    }

    private void count(String what) {
        count(what, 1);
    }

    private void count(String what, long times) {
        seen.merge(what, times, Long::sum);
    }
}
