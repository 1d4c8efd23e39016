package dev.gavel.bench.charts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A chart for each thing that grows: processor time of the node and of Redis for one ping. */
final class GrowthCharts {

    private GrowthCharts() {}

    static Map<String, String> of(JsonNode result) {
        Map<String, String> charts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> series : result.path("series").properties()) {
            JsonNode points = series.getValue().path("points");
            LineChart chart = new LineChart(
                    "What a ping costs by " + series.getKey(),
                    series.getValue().path("label").asString(),
                    "microseconds of processor time for one ping",
                    true,
                    List.of(line("node", "nodeMicros", points), line("Redis", "redisMicros", points)));
            charts.put("growth-" + series.getKey(), chart.svg());
        }
        return charts;
    }

    private static LineChart.Line line(String name, String figure, JsonNode points) {
        List<LineChart.Point> line = new ArrayList<>();
        for (JsonNode point : points) {
            line.add(Figures.of(point.path("runs"), run -> run.path(figure).asDouble())
                    .at(point.path("at").asDouble()));
        }
        return new LineChart.Line(name, line);
    }
}
