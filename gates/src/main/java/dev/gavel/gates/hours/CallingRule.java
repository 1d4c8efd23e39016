package dev.gavel.gates.hours;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.lead.UsState;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of the calling hours table: when the residents of one state may be called.
 *
 * @param state whose residents; null for the federal row, which holds everywhere
 * @param days the window of each day, Monday first, seven of them
 * @param alsoIn a zone in which the windows must be open too, whatever the consumer's own: where sources disagree about the clock, both
 *     are kept; null for none
 * @param sources addresses that the row was taken from
 * @param note what a reader should know: disagreements, readings, what the row leaves out; empty for nothing
 */
public record CallingRule(
        @Nullable UsState state,
        RowScope scope,
        List<CallingWindow> days,
        @Nullable ZoneId alsoIn,
        List<String> sources,
        String note) {

    private static final int WEEK_DAYS = 7;

    public CallingRule {
        requireNonNull(scope, "scope");
        days = List.copyOf(days);
        sources = List.copyOf(sources);
        requireNonNull(note, "note");
        if (days.size() != WEEK_DAYS) {
            throw new IllegalArgumentException("days: " + days.size() + " (expected: " + WEEK_DAYS + ")");
        }
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("sources: none (expected: where the row was taken from)");
        }
    }
}
