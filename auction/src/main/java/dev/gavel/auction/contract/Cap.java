package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

/**
 * A limit on what is sold within a scope and a window.
 *
 * <p>Thread safety: immutable.
 *
 * @param id unique in the tenant and stable while scope, window and unit stay the same, for instance {@code contract/acme-tx/day/count}
 * @param limit leads for {@code COUNT}, micros for {@code MONEY}; at least 0, where 0 means nothing may be sold
 */
public record Cap(String id, Scope scope, Window window, Unit unit, long limit) {

    public Cap {
        requireNonNull(id, "id");
        requireNonNull(scope, "scope");
        requireNonNull(window, "window");
        requireNonNull(unit, "unit");
        if (limit < 0) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: >= 0)");
        }
    }

    /** Whose sales are counted together. */
    public enum Scope {
        CONTRACT,
        BUYER,
        /** One buyer's purchases from one vendor source. */
        BUYER_SOURCE
    }

    /** The calendar window in the buyer's zone at whose start the count begins anew; weeks begin on Monday. */
    public enum Window {
        HOUR,
        DAY,
        WEEK,
        MONTH,
        TOTAL
    }

    /** What is counted. */
    public enum Unit {
        COUNT,
        MONEY
    }
}
