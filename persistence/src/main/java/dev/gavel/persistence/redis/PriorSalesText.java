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
     * Reads the screen script's legs.
     *
     * @param lines null where there are none
     * @return {@link PriorSales#UNKNOWN} when a line can't be understood
     */
    static PriorSales read(byte @Nullable [] lines) {
        if (lines == null) {
            return PriorSales.NONE;
        }
        List<PriorSales.Leg> legs = new ArrayList<>();
        for (String line : new String(lines, StandardCharsets.UTF_8).split("\n", -1)) {
            PriorSales.Leg leg = leg(line);
            if (leg == null) {
                return PriorSales.UNKNOWN;
            }
            legs.add(leg);
        }
        return new PriorSales(true, legs);
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
