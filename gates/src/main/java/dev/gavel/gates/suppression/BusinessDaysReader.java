package dev.gavel.gates.suppression;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads the federal holidays.
 *
 * <p>Thread safety: stateless.
 */
public final class BusinessDaysReader {

    private BusinessDaysReader() {}

    /** With the holidays that Gavel ships: {@code federal-holidays.tsv}. */
    public static BusinessDays bundled() {
        InputStream in = BusinessDaysReader.class.getResourceAsStream("federal-holidays.tsv");
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
}
