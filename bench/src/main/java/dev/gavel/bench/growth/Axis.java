package dev.gavel.bench.growth;

import java.util.List;
import java.util.Locale;

/** What grows. */
enum Axis {
    CONTRACTS("contracts with fixed prices", 10, 100, 1_000, 10_000, 50_000),
    BIDDERS("bidders over HTTP that answer at once", 0, 1, 5, 10, 20),
    TENANTS("tenants with 100 contracts each, sent pings in turns", 1, 10, 50),
    CONNECTIONS("connections", 16, 64, 256, 1_000, 2_000),
    BACKLOG("audit events that wait for Postgres, at least", 0, 25_000, 50_000, 100_000, 200_000),
    UNRESOLVED("deliveries that no buyer answered for", 0, 500, 1_000, 2_000);

    private final String label;
    private final List<Integer> steps;

    Axis(String label, Integer... steps) {
        this.label = label;
        this.steps = List.of(steps);
    }

    /** As in the result. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    String label() {
        return label;
    }

    /** Where it is measured. */
    List<Integer> steps() {
        return steps;
    }
}
