package dev.gavel.bench.charts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** JMH's results over the number of contracts. Draws what has that parameter, and nothing where nothing has. */
final class JmhCharts {

    private JmhCharts() {}

    static Map<String, String> of(JsonNode result) {
        Map<String, List<LineChart.Point>> nameToPoints = new TreeMap<>();
        for (JsonNode benchmark : result) {
            JsonNode contracts = benchmark.path("params").path("contracts");
            if (!contracts.isMissingNode()) {
                String name = benchmark.path("benchmark").asString();
                int method = name.lastIndexOf('.');
                nameToPoints
                        .computeIfAbsent(name.substring(name.lastIndexOf('.', method - 1) + 1), _ -> new ArrayList<>())
                        .add(runs(benchmark).at(Double.parseDouble(contracts.asString())));
            }
        }
        Map<String, String> charts = new LinkedHashMap<>();
        add(
                charts,
                "match",
                "The best contracts for a lead",
                nameToPoints,
                "MatchBenchmark.best",
                "DecideBenchmark.fixedPrices");
        add(charts, "match-all", "All contracts that match a lead", nameToPoints, "MatchBenchmark.all");
        return charts;
    }

    private static void add(
            Map<String, String> charts,
            String file,
            String title,
            Map<String, List<LineChart.Point>> nameToPoints,
            String... names) {
        List<LineChart.Line> lines = new ArrayList<>();
        for (String name : names) {
            List<LineChart.Point> points = nameToPoints.get(name);
            if (points != null) {
                points.sort(Comparator.comparingDouble(LineChart.Point::x));
                lines.add(new LineChart.Line(name, points));
            }
        }
        if (!lines.isEmpty()) {
            charts.put(file, new LineChart(title, "contracts", "nanoseconds", true, lines).svg());
        }
    }

    /** All iterations of all forks. */
    private static Figures runs(JsonNode benchmark) {
        List<Double> iterations = new ArrayList<>();
        for (JsonNode fork : benchmark.path("primaryMetric").path("rawData")) {
            for (JsonNode iteration : fork) {
                iterations.add(iteration.asDouble());
            }
        }
        return Figures.of(iterations.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
