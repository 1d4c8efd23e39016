package dev.gavel.gates;

import dev.gavel.gates.frequency.ContactLimits;
import dev.gavel.gates.frequency.ContactLimitsReader;
import dev.gavel.gates.hours.CallingHours;
import dev.gavel.gates.hours.CallingHoursReader;
import dev.gavel.gates.hours.Holidays;
import dev.gavel.gates.hours.HolidaysReader;
import dev.gavel.gates.privacy.OptOutSignals;
import dev.gavel.gates.privacy.OptOutSignalsReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * The rule data that the gates go by. Where it comes from: {@code docs/data-provenance.md}.
 *
 * <p>Thread safety: immutable.
 */
public record GateRules(
        CallingHours callingHours,
        Holidays holidays,
        ContactLimits contactLimits,
        Places places,
        OptOutSignals optOutSignals) {

    /** The data that Gavel ships and goes by now. Reads about 400 kB from the class path: once, at the start. */
    public static GateRules bundled() {
        return at(RuleFiles.bundled(), Instant.MAX);
    }

    /** The data that was in use at a moment; {@link Instant#MAX} for now's. */
    static GateRules at(RuleFiles files, Instant moment) {
        try (Reader callingHours = files.open("hours/calling-hours.yaml", moment);
                Reader holidays = files.open("hours/calling-holidays.yaml", moment);
                Reader contactLimits = files.open("frequency/contact-limits.yaml", moment);
                Reader zips = files.open("hours/zip-places.tsv", moment);
                Reader areaCodes = files.open("hours/area-codes.tsv", moment);
                Reader optOutSignals = files.open("privacy/opt-out-signals.yaml", moment)) {
            return new GateRules(
                    CallingHoursReader.read(callingHours),
                    HolidaysReader.read(holidays),
                    ContactLimitsReader.read(contactLimits),
                    PlacesReader.read(zips, areaCodes),
                    OptOutSignalsReader.read(optOutSignals));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
