package dev.gavel.bench.gavel;

import dev.gavel.bench.load.RequestTemplate;
import dev.gavel.bench.market.Consumer;
import dev.gavel.bench.market.MarketYaml;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Starts {@code gavel serve} again and again on services that run, through the launcher as an operator would, and says how long it took from the
 * command until {@code /readyz} said yes, and how the first pings fared, which come one after the other.
 */
@Command(name = "start", description = "How long `gavel serve` takes from the command to ready, and its first pings.")
public final class StartTime implements Callable<Integer> {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Option(names = "--launcher", description = "default: ${DEFAULT-VALUE}")
    private Path launcher = Path.of("gavel");

    @Option(names = "--rounds", description = "default: ${DEFAULT-VALUE}")
    private int rounds = 7;

    @Option(names = "--contracts", description = "of the market (default: ${DEFAULT-VALUE})")
    private int contracts = 1_000;

    @Option(names = "--pings", description = "one after the other, once it is ready (default: ${DEFAULT-VALUE})")
    private int pings = 300;

    @Option(names = "--java-opts", description = "for the launcher's GAVEL_JAVA_OPTS")
    private String javaOptions = "";

    private long sent;

    /** One start: until ready, the processor time that the process had taken by then, and how long each of the first pings took. */
    private record Start(Duration wall, Duration cpu, long[] pingNanos) {

        long pingMicros(double quantile) {
            long[] sorted = pingNanos.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)] / 1_000;
        }

        long firstPingMicros() {
            return pingNanos[0] / 1_000;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Start> starts = new ArrayList<>();
        try (GavelStores stores = GavelStores.start(MarketYaml.of(contracts, false));
                HttpClient client = HttpClient.newHttpClient()) {
            start(stores, client);
            for (int round = 1; round <= rounds; round++) {
                Start start = start(stores, client);
                starts.add(start);
                System.err.printf(
                        "round %d  ready after %,d ms, %,d ms of processor time; pings: first %,d us, p50 %,d, p99 %,d%n",
                        round,
                        start.wall.toMillis(),
                        start.cpu.toMillis(),
                        start.firstPingMicros(),
                        start.pingMicros(0.5),
                        start.pingMicros(0.99));
            }
        }
        System.out.printf(
                "ready after %s ms; first ping %s us, p50 of %,d pings %s us, p99 %s us; %d starts on %,d contracts%n",
                spread(starts, start -> start.wall.toMillis()),
                spread(starts, Start::firstPingMicros),
                pings,
                spread(starts, start -> start.pingMicros(0.5)),
                spread(starts, start -> start.pingMicros(0.99)),
                rounds,
                contracts);
        return 0;
    }

    private static String spread(List<Start> starts, ToLongFunction<Start> figure) {
        long[] sorted = starts.stream().mapToLong(figure).sorted().toArray();
        return String.format(
                Locale.ROOT, "%,d (%,d .. %,d)", sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    private Start start(GavelStores stores, HttpClient client) throws IOException, InterruptedException {
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(launcher.toAbsolutePath().toString(), "serve")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(stores.environment());
        builder.environment().put("GAVEL_HTTP_PORT", Integer.toString(port));
        builder.environment().put("GAVEL_JAVA_OPTS", javaOptions);
        long startedNanos = System.nanoTime();
        Process node = builder.start();
        try {
            HttpRequest ask = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                    .build();
            while (!isReady(client, ask)) {
                if (!node.isAlive() || System.nanoTime() - startedNanos > PATIENCE.toNanos()) {
                    throw new IOException("gavel serve did not get ready");
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
            Duration wall = Duration.ofNanos(System.nanoTime() - startedNanos);
            Duration cpu = node.info().totalCpuDuration().orElse(Duration.ZERO);
            return new Start(wall, cpu, ping(client, port, stores.apiKey()));
        } finally {
            node.destroy();
            node.waitFor();
        }
    }

    private long[] ping(HttpClient client, int port, String apiKey) throws IOException, InterruptedException {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String body = Consumer.anybody().ping().replace(RequestTemplate.NOW, now);
        long[] nanos = new long[pings];
        for (int i = 0; i < pings; i++) {
            String number = String.format(Locale.ROOT, "%016x", sent++);
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/ping"))
                    .header("Authorization", "Bearer " + apiKey)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body.replace(RequestTemplate.NUMBER, number)))
                    .build();
            long startedNanos = System.nanoTime();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            nanos[i] = System.nanoTime() - startedNanos;
            if (!answer.body().contains("\"accepted\"")) {
                throw new IOException("a ping was not accepted: " + answer.body());
            }
        }
        return nanos;
    }

    private static boolean isReady(HttpClient client, HttpRequest ask) throws InterruptedException {
        try {
            return client.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false; // nobody listens yet
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
