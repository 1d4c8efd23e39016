package dev.gavel.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Files of {@code KEY=value} lines, as shells and systemd read them; blank lines and those that begin with # are skipped. */
final class EnvironmentFile {

    private EnvironmentFile() {}

    /** The file's variables under those of the environment. */
    static Map<String, String> merged(@Nullable Path file, Map<String, String> environment) {
        Map<String, String> merged = new HashMap<>();
        if (file != null) {
            merged.putAll(read(file));
        }
        merged.putAll(environment);
        return merged;
    }

    private static Map<String, String> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file, e);
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            int equals = line.indexOf('=');
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (equals < 1) {
                throw new IllegalArgumentException(file + ", line " + (i + 1) + ": not KEY=value");
            }
            variables.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return variables;
    }
}
