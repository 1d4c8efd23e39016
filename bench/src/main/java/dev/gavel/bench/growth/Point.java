package dev.gavel.bench.growth;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a ping cost at one step of an axis.
 *
 * @param at how much there was of what grows
 * @param runs measured there one after the other
 */
record Point(long at, List<Run> runs) {

    /**
     * One run in a closed loop.
     *
     * @param perSecond answers
     * @param nodeMicros processor time of the node for one answer
     * @param nodeBytes allocated by the node for one answer
     * @param redisMicros processor time of Redis for one answer
     * @param clean every answer was an accepted ping
     */
    record Run(double perSecond, double nodeMicros, double nodeBytes, double redisMicros, boolean clean) {}

    double median(ToDoubleFunction<Run> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    String line(String axis) {
        return String.format(
                Locale.ROOT,
                "%-12s %,9d  node %6.1f us (%s) %,8.0f bytes  redis %6.1f us  %,8.0f/s%s",
                axis,
                at,
                median(Run::nodeMicros),
                range(),
                median(Run::nodeBytes),
                median(Run::redisMicros),
                median(Run::perSecond),
                runs.stream().allMatch(Run::clean) ? "" : "  NOT CLEAN");
    }

    private String range() {
        double[] sorted = runs.stream().mapToDouble(Run::nodeMicros).toArray();
        Arrays.sort(sorted);
        return String.format(Locale.ROOT, "%.1f .. %.1f", sorted[0], sorted[sorted.length - 1]);
    }
}
