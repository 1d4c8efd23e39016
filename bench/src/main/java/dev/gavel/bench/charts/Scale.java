package dev.gavel.bench.charts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where a value stands on an axis.
 *
 * @param least at the axis' beginning
 * @param most at its end, more than {@code least}
 * @param from the beginning in pixels
 * @param to the end in pixels
 * @param logarithmic whether each tenfold takes the same room; 0 is shown as if it were 1
 */
record Scale(double least, double most, double from, double to, boolean logarithmic) {

    private static final int TICKS = 5;

    /** From 0 to a round number that is at least {@code most}. */
    static Scale fromZero(double most, double from, double to) {
        double step = step(most);
        double top = Math.max(step, Math.ceil(most / step - 1e-9) * step);
        return new Scale(0, top, from, to, false);
    }

    double at(double value) {
        return from + (position(value) - position(least)) / (position(most) - position(least)) * (to - from);
    }

    private double position(double value) {
        return logarithmic ? Math.log10(Math.max(1, value)) : value;
    }

    /** Round values from the beginning to the end. */
    List<Double> ticks() {
        double step = step(most - least);
        List<Double> ticks = new ArrayList<>();
        long last = (long) Math.floor(most / step + 1e-9);
        for (long tick = (long) Math.ceil(least / step - 1e-9); tick <= last; tick++) {
            ticks.add(tick * step);
        }
        return ticks;
    }

    /** 1, 2 or 5 of some power of ten, so that there are some {@value #TICKS} steps. */
    private static double step(double span) {
        double rough = Math.max(span, 1e-9) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double share = rough / power;
        return (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10) * power;
    }

    /** As on an axis: with separators, and as many places as a small number needs. */
    static String label(double value) {
        double size = Math.abs(value);
        String format = size >= 100 || value == Math.rint(value) ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
