package dev.gavel.bench.charts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A soak by the minute: memory and latency. */
final class SoakCharts {

    private static final double MEBIBYTE = 1 << 20;

    private SoakCharts() {}

    static Map<String, String> of(JsonNode result) {
        Map<String, String> charts = new LinkedHashMap<>();
        JsonNode samples = result.path("samples");
        charts.put(
                "soak-memory",
                new LineChart(
                                "Soak: memory",
                                "minutes",
                                "MiB",
                                false,
                                List.of(
                                        line("node, resident", "residentBytes", MEBIBYTE, samples),
                                        line("node, heap after GC", "heapBytes", MEBIBYTE, samples),
                                        line("Redis, used", "redisBytes", MEBIBYTE, samples)))
                        .svg());
        charts.put(
                "soak-latency",
                new LineChart(
                                "Soak: pings in the server",
                                "minutes",
                                "microseconds",
                                false,
                                List.of(
                                        line("p50", "pingP50Micros", 1, samples),
                                        line("p99", "pingP99Micros", 1, samples)))
                        .svg());
        return charts;
    }

    private static LineChart.Line line(String name, String figure, double unit, JsonNode samples) {
        List<LineChart.Point> points = new ArrayList<>();
        for (JsonNode sample : samples) {
            double value = sample.path(figure).asDouble(0) / unit;
            points.add(new LineChart.Point(sample.path("seconds").asDouble() / 60, value, value, value));
        }
        return new LineChart.Line(name, points);
    }
}
