package dev.gavel.bench.ceiling;

import dev.gavel.bench.load.LoadResult;
import java.util.Arrays;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A {@link Comparison} as text for people. */
final class ComparisonTable {

    private ComparisonTable() {}

    /** A line for each subject, with a column of ratios for each of the subjects before it. */
    static String render(Comparison comparison) {
        List<String> names = List.copyOf(comparison.rounds().keySet());
        Formatter text = new Formatter(Locale.ROOT);
        text.format(
                "%-14s %9s %19s %8s %8s %6s %6s",
                "subject", "median/s", "least .. most", "p50 us", "p99 us", "cpu us", "clean");
        names.forEach(name -> text.format(" %18s", "/ " + name));
        for (String name : names) {
            appendSubject(text.format("%n"), comparison, name, names);
        }
        return text.format("%n").toString();
    }

    private static void appendSubject(Formatter text, Comparison comparison, String name, List<String> others) {
        double[] rates = comparison.rates(name);
        List<Round> rounds = comparison.rounds(name);
        text.format(
                "%-14s %,9.0f %,8.0f .. %,7.0f %,8.0f %,8.0f %6.1f %6s",
                name,
                comparison.medianRate(name),
                Arrays.stream(rates).min().orElse(Double.NaN),
                Arrays.stream(rates).max().orElse(Double.NaN),
                median(rounds, LoadResult::p50Micros),
                median(rounds, LoadResult::p99Micros),
                comparison.medianCpuMicros(name),
                rounds.stream().map(Round::load).allMatch(LoadResult::isClean) ? "yes" : "NO");
        for (String other : others) {
            double[] ratios = comparison.ratios(name, other);
            text.format(
                    "  %.2f (%.2f..%.2f)",
                    Comparison.median(ratios),
                    Arrays.stream(ratios).min().orElse(Double.NaN),
                    Arrays.stream(ratios).max().orElse(Double.NaN));
        }
    }

    private static double median(List<Round> rounds, ToDoubleFunction<LoadResult> value) {
        return Comparison.median(
                rounds.stream().map(Round::load).mapToDouble(value).toArray());
    }
}
