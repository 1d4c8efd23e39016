package dev.gavel.bench.charts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A ping at half of the top load: percentiles in the server, what is added to bidders. */
final class LatencyCharts {

    private static final List<String> PERCENTILES = List.of("p50", "p90", "p99");

    private LatencyCharts() {}

    static Map<String, String> of(JsonNode result) {
        List<BarChart.Bar> bars = new ArrayList<>();
        for (JsonNode subject : result.path("subjects")) {
            boolean fixed = subject.path("name").asString().equals("fixed");
            String label = fixed
                    ? "fixed prices"
                    : "added to bidders, " + subject.path("name").asString();
            for (String percentile : PERCENTILES) {
                bars.add(Figures.of(
                                subject.path("phases"),
                                phase -> phase.path(fixed ? "server" : "added")
                                        .path(percentile + "Micros")
                                        .asDouble())
                        .bar(label + " " + percentile));
            }
        }
        return Map.of(
                "latency",
                new BarChart(
                                "A ping at half of the top load, in the server",
                                "microseconds: median and range of the rounds",
                                1_000,
                                bars)
                        .svg());
    }
}
