package dev.gavel.server.cli;

import java.io.PrintWriter;
import java.util.List;

/** Prints aligned columns. */
final class Output {

    private Output() {}

    /** Rows of equal length, the first being the heading; every column as wide as its widest cell. */
    static void table(PrintWriter out, List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i));
                if (i < widths.length - 1) {
                    line.append(" ".repeat(widths[i] - row.get(i).length() + 2));
                }
            }
            out.println(line);
        }
    }
}
