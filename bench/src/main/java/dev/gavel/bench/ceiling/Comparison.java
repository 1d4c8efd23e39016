package dev.gavel.bench.ceiling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of several subjects that took turns: round {@code i} of one stands beside round {@code i} of another, so that what slowed the
 * machine in that minute slowed both. Ratios are taken round by round, then their median.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Comparison {

    private final Map<String, List<Round>> nameToRounds = new LinkedHashMap<>();

    void add(String name, Round result) {
        nameToRounds.computeIfAbsent(name, _ -> new ArrayList<>()).add(result);
    }

    Map<String, List<Round>> rounds() {
        return nameToRounds;
    }

    /** Answers a second in the median round. */
    double medianRate(String name) {
        return median(rates(name));
    }

    /** How the subject did against another: the median of the rounds' ratios. */
    double medianRatio(String name, String other) {
        return median(ratios(name, other));
    }

    /** Round by round, answers a second against the other's. */
    double[] ratios(String name, String other) {
        double[] mine = rates(name);
        double[] theirs = rates(other);
        double[] ratios = new double[Math.min(mine.length, theirs.length)];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = mine[i] / theirs[i];
        }
        return ratios;
    }

    /** The server's processor time for one answer in the median round, in microseconds; 0 when not known. */
    double medianCpuMicros(String name) {
        return median(rounds(name).stream()
                .mapToDouble(Round::getServerCpuMicrosPerAnswer)
                .toArray());
    }

    double[] rates(String name) {
        return rounds(name).stream().mapToDouble(Round::perSecond).toArray();
    }

    List<Round> rounds(String name) {
        return nameToRounds.getOrDefault(name, List.of());
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
