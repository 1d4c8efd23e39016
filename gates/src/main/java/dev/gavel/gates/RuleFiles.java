package dev.gavel.gates;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The files that the rules are read from: those in use, and for each the ones that were in use before. A file that has ever decided a lead
 * is never thrown away or edited: it is kept under another name, and {@code former-rules.yaml} says until when it was the one.
 *
 * <p>Thread safety: immutable.
 */
public final class RuleFiles {

    private static final String INDEX = "former-rules.yaml";

    private final Function<String, @Nullable InputStream> opener;
    private final Map<String, List<Former>> former;

    /**
     * A file that another one has followed.
     *
     * @param until the first day (UTC) on which it was not in use any more
     */
    private record Former(LocalDate until, String file) {}

    private RuleFiles(Function<String, @Nullable InputStream> opener, Map<String, List<Former>> former) {
        this.opener = opener;
        this.former = former;
    }

    /** The files that Gavel ships. */
    public static RuleFiles bundled() {
        return of(name -> RuleFiles.class.getResourceAsStream(name));
    }

    /**
     * The files of another place.
     *
     * @param opener opens a file by its name; answers null for one that is not there
     */
    static RuleFiles of(Function<String, @Nullable InputStream> opener) {
        Map<String, List<Former>> former = new HashMap<>();
        try (Reader index = reader(opener, INDEX)) {
            for (Map.Entry<String, JsonNode> entry :
                    new YAMLMapper().readTree(index).properties()) {
                List<Former> files = new ArrayList<>();
                for (JsonNode row : entry.getValue()) {
                    LocalDate until = LocalDate.parse(row.path("until").asString());
                    if (!files.isEmpty() && !until.isAfter(files.getLast().until())) {
                        throw new IllegalArgumentException(
                                INDEX + ": " + entry.getKey() + " until " + until + " is not after the one before");
                    }
                    files.add(new Former(until, row.path("file").asString()));
                }
                former.put(entry.getKey(), files);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new RuleFiles(opener, former);
    }

    /**
     * Opens the file that was in use at a moment.
     *
     * @param name of the file in use now
     * @param moment {@link Instant#MAX} for the file in use now; before the oldest file, it is that one
     * @throws IOException when it is not there
     */
    Reader open(String name, Instant moment) throws IOException {
        return reader(opener, fileAt(name, moment));
    }

    private String fileAt(String name, Instant moment) {
        for (Former file : former.getOrDefault(name, List.of())) {
            if (moment.isBefore(start(file.until()))) {
                return file.file();
            }
        }
        return name;
    }

    /** The moments at which some file followed another, in order. Between two of them the rules are the same. */
    SortedSet<Instant> changes() {
        SortedSet<Instant> changes = new TreeSet<>();
        former.values().forEach(files -> files.forEach(file -> changes.add(start(file.until()))));
        return changes;
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Reader reader(Function<String, @Nullable InputStream> opener, String name) throws IOException {
        InputStream in = opener.apply(name);
        if (in == null) {
            throw new IOException("resource: " + name + " is not there");
        }
        return new InputStreamReader(in, StandardCharsets.UTF_8);
    }
}
