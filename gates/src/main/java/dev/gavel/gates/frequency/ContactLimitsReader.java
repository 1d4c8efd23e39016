package dev.gavel.gates.frequency;

import dev.gavel.gates.RuleFile;
import java.io.Reader;

/** Reads {@link ContactLimits}: rows of {@link RuleFile} with {@code most_in_24h}. */
public final class ContactLimitsReader {

    private ContactLimitsReader() {}

    /**
     * Reads the table.
     *
     * @throws IllegalArgumentException that says where it can't be understood
     */
    public static ContactLimits read(Reader yaml) {
        return ContactLimits.of(RuleFile.read("contact-limits", yaml, ContactLimitsReader::row));
    }

    private static ContactLimit row(RuleFile.Row row) {
        String most = row.text("most_in_24h");
        try {
            return new ContactLimit(row.scope(), Integer.parseInt(most));
        } catch (IllegalArgumentException cause) {
            throw row.problem("most_in_24h: " + most + " (expected: a whole number from 1 on)", cause);
        }
    }
}
