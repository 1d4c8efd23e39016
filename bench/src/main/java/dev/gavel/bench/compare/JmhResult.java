package dev.gavel.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of a JMH result.
 *
 * @param score in {@code unit}
 * @param error half the width of the 99.9 % confidence interval; 0 when there was one iteration
 * @param unit for instance {@code ns/op}
 * @param lessIsBetter whether the score is a time
 * @param bytes allocated for one operation; NaN when not measured
 */
record JmhResult(double score, double error, String unit, boolean lessIsBetter, double bytes) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String BYTES = "gc.alloc.rate.norm";

    /** The results in a file that JMH wrote with {@code -rf json}, by benchmark and parameters, in the file's order. */
    static Map<String, JmhResult> read(Path file) throws IOException {
        Map<String, JmhResult> results = new LinkedHashMap<>();
        for (JsonNode line : JSON.readTree(Files.readString(file))) {
            results.put(name(line), of(line));
        }
        return results;
    }

    private static JmhResult of(JsonNode line) {
        JsonNode metric = line.path("primaryMetric");
        double error = metric.path("scoreError").asDouble(0);
        String mode = line.path("mode").asString();
        return new JmhResult(
                metric.path("score").asDouble(),
                Double.isNaN(error) ? 0 : error,
                metric.path("scoreUnit").asString(),
                !mode.equals("thrpt"),
                line.path("secondaryMetrics").path(BYTES).path("score").asDouble(Double.NaN));
    }

    /** The class's simple name, the method, and the parameters: {@code MatchBenchmark.best contracts=10}. */
    private static String name(JsonNode line) {
        String benchmark = line.path("benchmark").asString();
        int method = benchmark.lastIndexOf('.');
        StringBuilder name = new StringBuilder(benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1));
        line.path("params")
                .properties()
                .forEach(param -> name.append(' ')
                        .append(param.getKey())
                        .append('=')
                        .append(param.getValue().asString()));
        return name.toString();
    }
}
