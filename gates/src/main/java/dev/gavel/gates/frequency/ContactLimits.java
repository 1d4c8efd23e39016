package dev.gavel.gates.frequency;

import static java.util.Objects.requireNonNull;

import dev.gavel.gates.RuleFile;
import dev.gavel.gates.RuleVersion;
import java.util.List;

/**
 * The table of contact limits.
 *
 * <p>Thread safety: immutable.
 *
 * @param rows in any order; of several that hold, the least counts
 */
public record ContactLimits(RuleVersion version, List<ContactLimit> rows) {

    public ContactLimits {
        requireNonNull(version, "version");
        rows = List.copyOf(rows);
    }

    static ContactLimits of(RuleFile.Table<ContactLimit> table) {
        return new ContactLimits(table.version(), table.rows());
    }
}
