package dev.gavel.persistence.redis;

import dev.gavel.gates.PriorSales;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Legs as Redis keeps them: {@code <second>|<vertical>|<buyer>}, one a line. */
final class PriorSalesText {

    private static final char SEPARATOR = '|';

    private PriorSalesText() {}

    /**
     * The lines of several leads' legs.
     *
     * @param text null where there are none
     */
    static Lines lines(byte @Nullable [] text) {
        return new Lines(text == null ? List.of() : List.of(new String(text, StandardCharsets.UTF_8).split("\n", -1)));
    }

    /** Lines that are read in order. Thread safety: none. */
    static final class Lines {

        private final List<String> lines;
        private int at;

        private Lines(List<String> lines) {
            this.lines = lines;
        }

        /** How many are left. */
        int left() {
            return lines.size() - at;
        }

        /**
         * The legs of so many lines.
         *
         * @return {@link PriorSales#UNKNOWN} when one of them can't be understood
         * @throws IllegalStateException when there are not so many
         */
        PriorSales next(long count) {
            if (count < 0 || count > left()) {
                throw new IllegalStateException(left() + " legs are left (expected: " + count + ")");
            }
            if (count == 0) {
                return PriorSales.NONE;
            }
            List<PriorSales.Leg> legs = new ArrayList<>();
            boolean understood = true;
            for (int i = 0; i < count; i++) {
                PriorSales.Leg leg = leg(lines.get(at++));
                if (leg == null) {
                    understood = false;
                } else {
                    legs.add(leg);
                }
            }
            return understood ? new PriorSales(true, legs) : PriorSales.UNKNOWN;
        }
    }

    private static PriorSales.@Nullable Leg leg(String line) {
        int first = line.indexOf(SEPARATOR);
        int second = line.indexOf(SEPARATOR, first + 1);
        if (first < 1 || second < 0) {
            return null;
        }
        try {
            return new PriorSales.Leg(
                    line.substring(first + 1, second), line.substring(second + 1), Long.parseLong(line, 0, first, 10));
        } catch (NumberFormatException _) {
            return null;
        }
    }

    /** A leg as it is kept. */
    static String write(PriorSales.Leg leg) {
        return Long.toString(leg.atSeconds()) + SEPARATOR + leg.vertical() + SEPARATOR + leg.buyer();
    }
}
