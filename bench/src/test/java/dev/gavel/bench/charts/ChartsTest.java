package dev.gavel.bench.charts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartsTest {

    private static final String CEILINGS = """
            {"rounds": {
              "bare": [{"load": {"answersPerSecond": 80000}, "serverCpuMicrosPerAnswer": 10},
                       {"load": {"answersPerSecond": 90000}, "serverCpuMicrosPerAnswer": 9},
                       {"load": {"answersPerSecond": 70000}, "serverCpuMicrosPerAnswer": 12.5}],
              "gavel <&>": [{"load": {"answersPerSecond": 18123}, "serverCpuMicrosPerAnswer": 37}]}}""";

    private static final String GROWTH = """
            {"series": {"contracts": {"label": "contracts", "points": [
              {"at": 10, "runs": [{"nodeMicros": 30, "redisMicros": 8}, {"nodeMicros": 34, "redisMicros": 8}]},
              {"at": 50000, "runs": [{"nodeMicros": 41.25, "redisMicros": 9}]}]}}}""";

    private static final String LATENCY = """
            {"subjects": [
              {"name": "fixed", "phases": [{"server": {"p50Micros": 210, "p90Micros": 400, "p99Micros": 777}}]},
              {"name": "stream", "phases": [{"added": {"p50Micros": 111, "p90Micros": 222, "p99Micros": 333}}]}]}""";

    private static final String SOAK = """
            {"samples": [
              {"seconds": 60, "residentBytes": 419430400, "heapBytes": 104857600, "redisBytes": 52428800, "pingP50Micros": 300, "pingP99Micros": 900},
              {"seconds": 120, "residentBytes": 419430400, "heapBytes": 104857600, "redisBytes": 52428800, "pingP50Micros": 310, "pingP99Micros": "NaN"}]}""";

    private static final String JMH = """
            [{"benchmark": "dev.gavel.bench.micro.MatchBenchmark.best", "params": {"contracts": "10"}, "primaryMetric": {"rawData": [[72, 74, 73]]}},
             {"benchmark": "dev.gavel.bench.micro.MatchBenchmark.best", "params": {"contracts": "1000"}, "primaryMetric": {"rawData": [[114]]}},
             {"benchmark": "dev.gavel.bench.micro.MoneyBenchmark.parse", "primaryMetric": {"rawData": [[1]]}}]""";

    private static final String DRAIN = """
            {"rounds": [{"drainPerSecond": 91000, "copyPerSecond": 150000}]}""";

    @TempDir
    private Path folder;

    @Test
    void everyChartIsWellFormedAndSaysWhatWasMeasured() throws Exception {
        assertShows(draw("ceilings-a.json", CEILINGS), "80,000", "18,123", "gavel <&>", "10", "37");
        assertShows(draw("pairs-a.json", CEILINGS), "80,000");
        assertShows(
                draw("growth-a.json", GROWTH), "node at 10: 32 (30 to 34)", "node at 50,000: 41.3", "Redis at 10: 8");
        assertShows(draw("latency-a.json", LATENCY), "777", "333", "aim 1,000");
        assertShows(draw("soak-a.json", SOAK), "node, resident at 1: 400", "p99 at 1: 900", "Redis, used at 2: 50");
        assertShows(draw("jmh-a.json", JMH), "MatchBenchmark.best at 1,000: 114");
        assertShows(draw("drain-a.json", DRAIN), "91,000", "150,000", "aim 75,000");
    }

    @Test
    void theSameResultGivesTheSameBytes() throws IOException {
        assertThat(draw("ceilings-a.json", CEILINGS)).isEqualTo(draw("ceilings-b.json", CEILINGS));
    }

    @Test
    void aLineStandsWhereItsValuesAre() throws IOException {
        Scale scale = Scale.fromZero(41.25, 292, 62);

        assertThat(scale.most()).isEqualTo(50);
        assertThat(draw("growth-a.json", GROWTH).get("growth-contracts"))
                .contains("M70 " + Svg.number(scale.at(32)) + " L608 " + Svg.number(scale.at(41.25)));
    }

    @Test
    void ticksAreRound() {
        assertThat(new Scale(0, 3_600, 0, 100, false).ticks()).isEqualTo(List.of(0.0, 1_000.0, 2_000.0, 3_000.0));
        assertThat(Scale.fromZero(0, 0, 100).most()).isPositive();
    }

    private Map<String, String> draw(String name, String json) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, json);
        return Charts.of(file);
    }

    private static void assertShows(Map<String, String> charts, String... texts) throws Exception {
        StringBuilder shown = new StringBuilder();
        for (String svg : charts.values()) {
            shown.append(DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)))
                            .getDocumentElement()
                            .getTextContent())
                    .append('\n');
        }
        assertThat(shown).contains(texts);
    }
}
