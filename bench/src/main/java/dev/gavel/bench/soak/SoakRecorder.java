package dev.gavel.bench.soak;

import dev.gavel.bench.gavel.GavelNode;
import dev.gavel.bench.gavel.NodeUsage;
import dev.gavel.bench.result.ResultFile;
import dev.gavel.bench.scrape.Buckets;
import dev.gavel.bench.scrape.Scrape;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes samples of a Gavel at even intervals until it is closed, then writes them beside each other as CSV and JSON, and judges them.
 *
 * <p>Thread safety: samples are taken on a thread of its own; {@link #finish} ends it.
 */
public final class SoakRecorder {

    private final GavelNode node;
    private final RedisClient redis;
    private final int everySeconds;
    private final ResultFile file = ResultFile.startingNow("soak");
    private final long startedNanos = System.nanoTime();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Sample> samples = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().name("soak").unstarted(this::record);
    private @Nullable Scrape lastScrape;
    private @Nullable NodeUsage lastUsage;

    private SoakRecorder(GavelNode node, int redisPort, int everySeconds) {
        this.node = node;
        this.redis = RedisClient.create(RedisURI.create("127.0.0.1", redisPort));
        this.everySeconds = everySeconds;
    }

    /** Begins; the first sample comes after the first interval. Nobody else may ask the node for its usage meanwhile. */
    public static SoakRecorder start(GavelNode node, int redisPort, int everySeconds) throws IOException {
        SoakRecorder recorder = new SoakRecorder(node, redisPort, everySeconds);
        recorder.lastScrape = Scrape.of(node.port());
        recorder.lastUsage = node.usage();
        recorder.thread.start();
        return recorder;
    }

    private void record() {
        try (var connection = redis.connect()) {
            for (int i = 1; !end.await(dueIn(i), TimeUnit.NANOSECONDS); i++) {
                samples.add(sample(connection.sync().info("memory")));
            }
        } catch (IOException e) {
            System.err.println("soak: no more samples: " + e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private long dueIn(int sample) {
        return startedNanos + TimeUnit.SECONDS.toNanos((long) sample * everySeconds) - System.nanoTime();
    }

    private Sample sample(String redisMemory) throws IOException {
        Scrape scrape = Scrape.of(node.port());
        Scrape before = lastScrape == null ? scrape : lastScrape;
        NodeUsage usage = node.usage();
        NodeUsage usedBefore = lastUsage == null ? usage : lastUsage;
        lastScrape = scrape;
        lastUsage = usage;
        Buckets pings = scrape.histogramSince(before, "gavel_ping_seconds");
        Buckets posts = scrape.histogramSince(before, "gavel_post_seconds");
        return new Sample(
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos),
                residentBytes(node.process().pid()),
                usage.heapAfterCollectionBytes(),
                Math.round(scrape.sum("gavel_http_connections")),
                number(redisMemory, "used_memory:"),
                Math.round(scrape.sum("gavel_audit_backlog")),
                (usage.processorNanos() - usedBefore.processorNanos()) / 1_000,
                pings.count(),
                pings.micros(0.5),
                pings.micros(0.99),
                posts.micros(0.5),
                posts.micros(0.99));
    }

    /** As Linux says; 0 elsewhere. */
    private static long residentBytes(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        return Files.exists(status) ? number(Files.readString(status), "VmRSS:") * 1024 : 0;
    }

    /** The number behind a name at the beginning of a line; 0 when there is none. */
    static long number(String text, String name) {
        for (String line : text.lines().toList()) {
            if (line.startsWith(name)) {
                String digits = line.substring(name.length()).strip();
                int end = 0;
                while (end < digits.length() && Character.isDigit(digits.charAt(end))) {
                    end++;
                }
                return end == 0 ? 0 : Long.parseLong(digits, 0, end, 10);
            }
        }
        return 0;
    }

    /** Ends, writes, prints. Returns whether nothing grew. */
    public boolean finish(Path folder) throws IOException, InterruptedException {
        end.countDown();
        thread.join();
        redis.shutdown();
        Verdict verdict = Verdict.of(samples);
        Path json = file.write(
                folder, Map.of("everySeconds", everySeconds), Map.of("samples", samples, "verdict", verdict));
        Path csv = json.resolveSibling(json.getFileName().toString().replace(".json", ".csv"));
        List<String> lines = new ArrayList<>();
        lines.add(Sample.HEADER);
        samples.forEach(sample -> lines.add(sample.csv()));
        Files.write(csv, lines);
        System.err.print(verdict.text());
        System.err.println("JSON: " + json + ", CSV: " + csv);
        return verdict.isFlat();
    }
}
