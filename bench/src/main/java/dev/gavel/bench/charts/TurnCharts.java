package dev.gavel.bench.charts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;

/** Subjects that took turns: answers a second, processor time of one answer. */
final class TurnCharts {

    private TurnCharts() {}

    static Map<String, String> of(String kind, JsonNode result) {
        Map<String, String> charts = new LinkedHashMap<>();
        String what = kind.equals("pairs") ? "The same Gavel with other settings" : "Ceilings and Gavel";
        charts.put(
                kind,
                new BarChart(
                                what + ": answers a second",
                                "answers a second: median and range of the rounds",
                                0,
                                bars(
                                        result,
                                        round -> round.path("load")
                                                .path("answersPerSecond")
                                                .asDouble()))
                        .svg());
        charts.put(
                kind + "-processor",
                new BarChart(
                                what + ": processor time of the server for one answer",
                                "microseconds: median and range of the rounds",
                                0,
                                bars(
                                        result,
                                        round -> round.path("serverCpuMicrosPerAnswer")
                                                .asDouble()))
                        .svg());
        return charts;
    }

    static Map<String, String> ofDrain(JsonNode result) {
        JsonNode rounds = result.path("rounds");
        return Map.of(
                "drain",
                new BarChart(
                                "Audit events into the chain",
                                "events a second: median and range of the rounds; the aim is half of COPY",
                                Figures.of(
                                                        rounds,
                                                        round -> round.path("copyPerSecond")
                                                                .asDouble())
                                                .median()
                                        / 2,
                                List.of(
                                        Figures.of(
                                                        rounds,
                                                        round -> round.path("drainPerSecond")
                                                                .asDouble())
                                                .bar("drain from Redis"),
                                        Figures.of(
                                                        rounds,
                                                        round -> round.path("copyPerSecond")
                                                                .asDouble())
                                                .bar("COPY of the rows")))
                        .svg());
    }

    private static List<BarChart.Bar> bars(JsonNode result, ToDoubleFunction<JsonNode> figure) {
        List<BarChart.Bar> bars = new ArrayList<>();
        for (Map.Entry<String, JsonNode> subject : result.path("rounds").properties()) {
            bars.add(Figures.of(subject.getValue(), figure).bar(subject.getKey()));
        }
        return bars;
    }
}
