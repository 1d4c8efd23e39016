package dev.gavel.gates;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;

/**
 * One version of one table of rules. What was decided by it keeps its name, and it stays readable for as long as such decisions may be
 * asked about ({@link RuleFiles}).
 *
 * <p>Thread safety: immutable.
 *
 * @param table what the rules are about: {@code calling-hours}
 * @param version names this state of the table; changes with every edit
 * @param reviewedOn when somebody last checked every row against its sources
 * @param reviewBy the last day (UTC) that the review is good for; past it the table decides nothing
 */
public record RuleVersion(String table, String version, LocalDate reviewedOn, LocalDate reviewBy) {

    private static final long DAY_SECONDS = 24L * 60 * 60;

    public RuleVersion {
        requireNonNull(table, "table");
        requireNonNull(version, "version");
        requireNonNull(reviewedOn, "reviewedOn");
        requireNonNull(reviewBy, "reviewBy");
        if (version.isBlank()) {
            throw new IllegalArgumentException("version: blank (expected: a name such as 2026-11-22)");
        }
        if (reviewBy.isBefore(reviewedOn)) {
            throw new IllegalArgumentException("reviewBy: " + reviewBy + " (expected: not before " + reviewedOn + ")");
        }
    }

    /** Whether the review still holds. A table whose review has lapsed makes its gate's answer UNKNOWN. Allocates nothing. */
    public boolean isReviewedAt(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), DAY_SECONDS) <= reviewBy.toEpochDay();
    }
}
