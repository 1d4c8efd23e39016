package dev.gavel.gates;

import dev.gavel.gates.hours.CallingHours;
import dev.gavel.gates.hours.CallingHoursReader;
import dev.gavel.gates.hours.Holidays;
import dev.gavel.gates.hours.HolidaysReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The rule data that the gates go by. Where it comes from: {@code docs/data-provenance.md}.
 *
 * <p>Thread safety: immutable.
 */
public record GateRules(CallingHours callingHours, Holidays holidays, Places places) {

    /** The data that Gavel ships. Reads about 400 kB from the class path: once, at the start. */
    public static GateRules bundled() {
        try (Reader callingHours = open("hours/calling-hours.yaml");
                Reader holidays = open("hours/calling-holidays.yaml");
                Reader zips = open("hours/zip-places.tsv");
                Reader areaCodes = open("hours/area-codes.tsv")) {
            return new GateRules(CallingHoursReader.read(callingHours), HolidaysReader.read(holidays), PlacesReader.read(zips, areaCodes));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Reader open(String name) throws IOException {
        InputStream in = GateRules.class.getResourceAsStream(name);
        if (in == null) {
            throw new IOException("resource: " + name + " is not there");
        }
        return new InputStreamReader(in, StandardCharsets.UTF_8);
    }
}
