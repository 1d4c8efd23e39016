package dev.gavel.server.admin;

import dev.gavel.auction.reason.Reason;
import dev.gavel.server.http.Refusal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What a statement is over: from a moment to before another, at most 366 days.
 *
 * <p>Thread safety: immutable.
 */
public record Period(Instant from, Instant to) {

    private static final Duration LONGEST = Duration.ofDays(366);

    /**
     * Reads a period. A date is its midnight in UTC; a time has an offset.
     *
     * @param from null for the first of the month of {@code to}
     * @param to null for now
     * @throws Refusal 422
     */
    public static Period read(@Nullable String from, @Nullable String to, Instant now) {
        Instant end = to == null ? now : moment(to);
        Instant start = from == null
                ? LocalDate.ofInstant(end.minusNanos(1), ZoneOffset.UTC)
                        .withDayOfMonth(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                : moment(from);
        if (!start.isBefore(end) || Duration.between(start, end).compareTo(LONGEST) > 0) {
            throw Refusal.of(422, Reason.PERIOD_INVALID);
        }
        return new Period(start, end);
    }

    private static Instant moment(String text) {
        try {
            // A plus in a query is a blank, and an offset is often sent with one.
            return text.length() == "2026-11-01".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        } catch (DateTimeException _) {
            throw Refusal.of(422, Reason.PERIOD_INVALID, "A moment is written 2026-11-01 or 2026-11-01T00:00:00Z.");
        }
    }
}
