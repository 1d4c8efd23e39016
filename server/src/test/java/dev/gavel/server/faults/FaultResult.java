package dev.gavel.server.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a run ended; kept as a file, and from there in the table of {@code docs/operating/faults.md}.
 *
 * @param seconds under faults
 * @param faults by kind
 * @param answers what vendors were told, how often
 * @param heard deliveries that buyers received, and how many of them more than once
 * @param openAtTheEnd deliveries that nobody had answered for when the faults were over
 * @param disturbed how often the proxies delayed, held, changed or cut off bytes
 * @param lost what should be there and is not
 */
record FaultResult(
        String row,
        long seed,
        String command,
        Instant at,
        int processors,
        long seconds,
        int nodes,
        Map<String, Injected> faults,
        Map<String, Long> answers,
        Map<String, Long> heard,
        long leads,
        long sales,
        long openAtTheEnd,
        long disturbed,
        Map<String, Long> lost,
        List<String> violations) {

    /** Of some times. */
    record Spread(long median, long p95, long longest) {

        static Spread of(List<Long> values) {
            List<Long> sorted = values.stream().sorted().toList();
            return sorted.isEmpty()
                    ? new Spread(0, 0, 0)
                    : new Spread(at(sorted, 50), at(sorted, 95), sorted.getLast());
        }

        private static long at(List<Long> sorted, int percent) {
            return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
        }
    }

    /**
     * What was injected of one kind.
     *
     * @param downMillis how long what failed stayed away
     * @param recoveryMillis from its restart until a lead was sold whose post was sent after it
     */
    record Injected(int times, Spread downMillis, Spread recoveryMillis) {}

    static Map<String, Injected> byFault(List<Outage> outages) {
        Map<String, Injected> faults = new TreeMap<>();
        outages.stream().collect(Collectors.groupingBy(Outage::fault)).forEach((fault, all) -> {
            Spread down = Spread.of(all.stream().map(Outage::downMillis).toList());
            Spread recovery = Spread.of(all.stream().map(Outage::recoveryMillis).toList());
            faults.put(fault, new Injected(all.size(), down, recovery));
        });
        return faults;
    }

    /** Writes it as JSON into a folder. */
    Path write(Path directory) {
        try {
            Files.createDirectories(directory);
            JsonMapper mapper = JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();
            return Files.writeString(directory.resolve(row + ".json"), mapper.writeValueAsString(this) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One line for the console. */
    String summary() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("row", row);
        shown.put("seconds", seconds);
        shown.put("faults", faults);
        shown.put("leads", leads);
        shown.put("sales", sales);
        shown.put("heard", heard);
        shown.put("open", openAtTheEnd);
        shown.put("disturbed", disturbed);
        shown.put("answers", answers);
        shown.put("lost", lost);
        shown.put("violations", violations.size());
        return shown.toString();
    }
}
