package dev.gavel.bench.growth;

import java.util.List;
import java.util.Locale;

/** What grows. */
enum Axis {
    CONTRACTS("contracts with fixed prices"),
    BIDDERS("bidders over HTTP that answer at once"),
    TENANTS("tenants with 100 contracts each, sent pings in turns"),
    CONNECTIONS("connections"),
    BACKLOG("audit events that wait for Postgres");

    private final String label;

    Axis(String label) {
        this.label = label;
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
        return switch (this) {
            case CONTRACTS -> List.of(10, 100, 1_000, 10_000, 50_000);
            case BIDDERS -> List.of(1, 5, 10, 20);
            case TENANTS -> List.of(1, 10, 50);
            case CONNECTIONS -> List.of(16, 64, 256, 1_000, 2_000);
            case BACKLOG -> List.of(0, 25_000, 50_000, 100_000, 200_000);
        };
    }
}
