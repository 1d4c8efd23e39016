package dev.gavel.gates.suppression;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Set;

/**
 * Counts business days: Monday to Friday without federal holidays (5 USC 6103, with the days on which they are observed), as the clock of 47
 * CFR 64.1200(a)(10) and (d)(3) is read. Past the end of the table no day is a holiday, so that a deadline is rather too early than too late.
 *
 * <p>Thread safety: immutable.
 */
public final class BusinessDays {

    /** Where the day of a request is read off: the law names no zone. */
    public static final ZoneId ZONE = ZoneId.of("America/New_York");

    private final Set<LocalDate> holidays;

    private BusinessDays(Set<LocalDate> holidays) {
        this.holidays = Set.copyOf(holidays);
    }

    /** With the holidays that Gavel ships: {@code federal-holidays.tsv}. */
    public static BusinessDays bundled() {
        InputStream in = BusinessDays.class.getResourceAsStream("federal-holidays.tsv");
        if (in == null) {
            throw new IllegalStateException("resource: federal-holidays.tsv is not there");
        }
        try (Reader table = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return read(table);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Reads lines of a date, a tab and a name; lines that begin with {@code #} are comments. */
    static BusinessDays read(Reader table) throws IOException {
        Set<LocalDate> holidays = new HashSet<>();
        BufferedReader lines = new BufferedReader(table);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int tab = line.indexOf('\t');
            if (!line.startsWith("#") && tab < 0) {
                throw new IllegalArgumentException("line: " + line + " (expected: a date, a tab and a name)");
            }
            if (!line.startsWith("#")) {
                holidays.add(LocalDate.parse(line.substring(0, tab)));
            }
        }
        return new BusinessDays(holidays);
    }

    /** Whether business is done on this day. */
    public boolean isBusinessDay(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !holidays.contains(day);
    }

    /**
     * The end of the last day on which a request can still be honoured in time. The day of the request does not count.
     *
     * @param days business days, at least 1
     */
    public Instant deadline(Instant receivedAt, int days) {
        if (days < 1) {
            throw new IllegalArgumentException("days: " + days + " (expected: >= 1)");
        }
        LocalDate day = receivedAt.atZone(ZONE).toLocalDate();
        for (int counted = 0; counted < days; ) {
            day = day.plusDays(1);
            if (isBusinessDay(day)) {
                counted++;
            }
        }
        return day.plusDays(1).atStartOfDay(ZONE).toInstant();
    }
}
