package dev.gavel.bench.charts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Draws results. A file's name says of what kind it is, up to the first hyphen; a later file of a kind draws over an earlier one's charts. */
@Command(name = "charts", description = "Draws result files as SVG.")
public final class Charts implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Parameters(
            arity = "1..*",
            paramLabel = "RESULT.json",
            description = "of ceilings, pairs, latency, drain, growth, soak, jmh")
    private List<Path> files = List.of();

    @Option(names = "--into", description = "folder (default: ${DEFAULT-VALUE})")
    private Path into = Path.of("docs", "performance", "charts");

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(into);
        for (Path file : files) {
            for (Map.Entry<String, String> chart : of(file).entrySet()) {
                Path svg = into.resolve(chart.getKey() + ".svg");
                Files.writeString(svg, chart.getValue());
                System.out.println(svg);
            }
        }
        return 0;
    }

    /** By name, the charts of a file. */
    static Map<String, String> of(Path file) throws IOException {
        String name = file.getFileName().toString();
        int hyphen = name.indexOf('-');
        String kind = hyphen < 0 ? name : name.substring(0, hyphen);
        JsonNode result = JSON.readTree(Files.readString(file));
        return switch (kind) {
            case "ceilings", "pairs" -> TurnCharts.of(kind, result);
            case "latency" -> LatencyCharts.of(result);
            case "drain" -> TurnCharts.ofDrain(result);
            case "growth" -> GrowthCharts.of(result);
            case "soak" -> SoakCharts.of(result);
            case "jmh" -> JmhCharts.of(result);
            default -> throw new IOException(file + ": no kind of result is called " + kind);
        };
    }
}
