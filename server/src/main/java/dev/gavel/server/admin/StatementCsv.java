package dev.gavel.server.admin;

import dev.gavel.auction.money.Money;
import dev.gavel.persistence.postgres.Statements.Line;
import dev.gavel.persistence.postgres.Statements.Statement;
import java.util.Locale;

/**
 * A statement as comma-separated values (RFC 4180), with the balances as its first and last row. A text that a spreadsheet would take for a
 * formula begins with an apostrophe.
 *
 * <p>Thread safety: stateless.
 */
public final class StatementCsv {

    private static final String FORMULA = "=+-@\t\r";

    private StatementCsv() {}

    /** The statement's rows. */
    public static String of(Statement statement) {
        StringBuilder csv = new StringBuilder(128 + 96 * statement.lines().size());
        csv.append("at,kind,reference,reason,amount,balance\r\n");
        append(
                csv,
                statement.from().toString(),
                "opening_balance",
                "",
                "",
                "",
                Money.format(statement.openingMicros()));
        for (Line line : statement.lines()) {
            append(
                    csv,
                    line.at().toString(),
                    line.kind().toLowerCase(Locale.ROOT),
                    text(line.reference()),
                    text(line.reason() == null ? "" : line.reason()),
                    Money.format(line.amountMicros()),
                    Money.format(line.balanceMicros()));
        }
        append(csv, statement.to().toString(), "closing_balance", "", "", "", Money.format(statement.closingMicros()));
        return csv.toString();
    }

    private static void append(StringBuilder csv, String... cells) {
        for (int i = 0; i < cells.length; i++) {
            csv.append(i == 0 ? "" : ",").append(cells[i]);
        }
        csv.append("\r\n");
    }

    private static String text(String value) {
        String safe = !value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }
}
