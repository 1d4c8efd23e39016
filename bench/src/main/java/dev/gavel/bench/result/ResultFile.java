package dev.gavel.bench.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a measurement found, as a file of JSON: when it began, on what machine, how it was set, and its figures. The file's name begins with the kind of
 * measurement.
 *
 * @param kind as the command is called
 * @param startedAt in ISO 8601
 */
public record ResultFile(String kind, String startedAt) {

    /** Where results go unless an option says otherwise. */
    public static final Path FOLDER = Path.of("bench", "results");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A result of a measurement that begins now. */
    public static ResultFile startingNow(String kind) {
        return new ResultFile(
                kind, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** Writes it into the folder, which is made when it is not there. */
    public Path write(Path folder, Map<String, ?> settings, Map<String, ?> figures) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("startedAt", startedAt);
        members.put("machine", machine());
        members.put("settings", settings);
        members.putAll(figures);
        Files.createDirectories(folder);
        Path file = folder.resolve(kind + "-" + startedAt.replace(":", "") + ".json");
        JSON.writerWithDefaultPrettyPrinter().writeValue(file, members);
        return file;
    }

    private static String machine() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, Java "
                + System.getProperty("java.runtime.version");
    }
}
