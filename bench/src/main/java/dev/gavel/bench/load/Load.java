package dev.gavel.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Runs the generator once against a server of the caller's, or as a child process for one plan after another. */
@Command(name = "load", description = "Drives a server on the loopback and prints what came back, as JSON.")
public final class Load implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Option(
            names = "--plans",
            description = "Read plans as lines of JSON from standard input, answer each with one line.")
    private boolean plans;

    @Option(names = "--port", description = "of the server (default: ${DEFAULT-VALUE})")
    private int port = 8080;

    @Option(names = "--path", description = "default: ${DEFAULT-VALUE}")
    private String path = "/api/ping";

    @Option(names = "--header", description = "Name=value; may be given more than once")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(
            names = "--body-file",
            description =
                    "JSON; {n} becomes 16 new hex digits each time, {now} the start (default: a 1 KB auto-insurance ping)")
    private @Nullable Path bodyFile;

    @Option(names = "--marker", description = "text that a wanted answer has (default: ${DEFAULT-VALUE})")
    private String marker = "\"accepted\"";

    @Option(names = "--connections", description = "default: ${DEFAULT-VALUE}")
    private int connections = 64;

    @Option(names = "--depth", description = "requests under way on one connection (default: ${DEFAULT-VALUE})")
    private int depth = 1;

    @Option(names = "--threads", description = "event loops (default: ${DEFAULT-VALUE})")
    private int threads = 1;

    @Option(names = "--warm-up", description = "seconds (default: ${DEFAULT-VALUE})")
    private double warmUpSeconds = 3;

    @Option(names = "--seconds", description = "measured (default: ${DEFAULT-VALUE})")
    private double seconds = 5;

    @Option(names = "--per-second", description = "requests a second (default: as fast as answers come)")
    private int perSecond;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (plans) {
            runPlans();
        } else {
            String body = bodyFile == null ? Payload.autoInsurancePing() : Files.readString(bodyFile);
            LoadPlan plan = new LoadPlan(
                    port,
                    List.of(RequestTemplate.post(path, headers, body)),
                    marker,
                    connections,
                    depth,
                    threads,
                    (int) (warmUpSeconds * 1000),
                    (int) (seconds * 1000),
                    perSecond);
            System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(LoadGenerator.run(plan)));
        }
        return 0;
    }

    private static void runPlans() throws IOException, InterruptedException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(JSON.writeValueAsString(LoadGenerator.run(JSON.readValue(line, LoadPlan.class))));
        }
    }
}
