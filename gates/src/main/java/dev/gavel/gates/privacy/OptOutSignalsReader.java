package dev.gavel.gates.privacy;

import dev.gavel.gates.RuleFile;
import dev.gavel.gates.RuleScope;
import java.io.Reader;

/** Reads {@link OptOutSignals}; see {@link RuleFile}. */
public final class OptOutSignalsReader {

    private OptOutSignalsReader() {}

    /** Reads the table; throws {@link IllegalArgumentException} that says where it can't be understood. */
    public static OptOutSignals read(Reader yaml) {
        RuleFile.Table<RuleScope> table = RuleFile.read("opt-out-signals", yaml, RuleFile.Row::scope);
        return new OptOutSignals(table.version(), table.rows());
    }
}
