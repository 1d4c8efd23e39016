package dev.gavel.bench.charts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;

/**
 * The figures of several rounds: the least, the median, the largest.
 *
 * <p>Thread safety: immutable.
 */
record Figures(double low, double median, double high) {

    /** One of each element; what is no number is left out. */
    static Figures of(JsonNode rounds, ToDoubleFunction<JsonNode> figure) {
        List<Double> values = new ArrayList<>();
        for (JsonNode round : rounds) {
            values.add(figure.applyAsDouble(round));
        }
        return of(values.stream()
                .filter(value -> !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    static Figures of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            return new Figures(0, 0, 0);
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Figures(sorted[0], median, sorted[sorted.length - 1]);
    }

    BarChart.Bar bar(String name) {
        return new BarChart.Bar(name, low, median, high);
    }

    LineChart.Point at(double x) {
        return new LineChart.Point(x, low, median, high);
    }
}
