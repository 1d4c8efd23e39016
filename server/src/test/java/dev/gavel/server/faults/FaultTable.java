package dev.gavel.server.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table of {@code docs/operating/faults.md}, made from what runs have written. */
final class FaultTable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final double MILLIS_PER_SECOND = 1_000;

    private FaultTable() {}

    /** A line for each result in a folder, in the order of {@link FaultRow}. */
    static List<String> lines(Path results) {
        try (Stream<Path> files = Files.list(results)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(FaultTable::read)
                    .sorted((a, b) -> Integer.compare(order(a), order(b)))
                    .map(FaultTable::line)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int order(JsonNode result) {
        return List.of(FaultRow.values()).indexOf(FaultRow.of(result.path("row").asString()));
    }

    private static String line(JsonNode result) {
        return "| "
                + String.join(
                        " | ",
                        injected(result),
                        seen(result),
                        sold(result),
                        lost(result),
                        recovery(result),
                        "`" + command(result) + "`")
                + " |";
    }

    private static String injected(JsonNode result) {
        List<String> faults = new ArrayList<>();
        result.path("faults")
                .properties()
                .forEach(fault -> faults.add(
                        fault.getKey() + ": " + fault.getValue().path("times").asLong()));
        return String.join("; ", faults) + "; in " + result.path("seconds").asLong() + " s";
    }

    private static String seen(JsonNode result) {
        long unanswered = sum(result, " unanswered");
        return sum(result, "ping accepted") + " pings accepted, " + sum(result, "post sold") + " posts answered sold, "
                + sum(result, "post pending") + " pending; " + sum(result, " 503") + " times 503, " + unanswered
                + " times no answer";
    }

    private static String sold(JsonNode result) {
        return result.path("sales").asLong() + " legs of "
                + result.path("leads").asLong() + " leads; "
                + result.path("heard").path("repeated").asLong() + " deliveries came more than once, "
                + result.path("openAtTheEnd").asLong() + " were open at the end";
    }

    private static String lost(JsonNode result) {
        long broken = result.path("violations").size();
        List<String> lost = new ArrayList<>();
        lost.add(broken == 0 ? "no sale, no money" : broken + " violations");
        long forgotten = sum(result, "post 404 ping_unknown");
        if (forgotten > 0) {
            lost.add(forgotten + " posts found their ping forgotten");
        }
        result.path("lost").properties().forEach(entry -> {
            if (entry.getValue().asLong() > 0) {
                lost.add(entry.getValue().asLong() + " " + entry.getKey());
            }
        });
        return String.join("; ", lost);
    }

    private static String recovery(JsonNode result) {
        List<String> times = new ArrayList<>();
        for (Map.Entry<String, JsonNode> fault : result.path("faults").properties()) {
            JsonNode spread = fault.getValue().path("recoveryMillis");
            times.add(seconds(spread.path("median")) + " / " + seconds(spread.path("longest")));
        }
        return String.join("; ", times);
    }

    private static String seconds(JsonNode millis) {
        return String.format(Locale.ROOT, "%.1f s", millis.asLong() / MILLIS_PER_SECOND);
    }

    private static String command(JsonNode result) {
        return result.path("command").asString();
    }

    private static long sum(JsonNode result, String part) {
        long sum = 0;
        for (Map.Entry<String, JsonNode> answer : result.path("answers").properties()) {
            if (answer.getKey().contains(part)) {
                sum += answer.getValue().asLong();
            }
        }
        return sum;
    }
}
