package dev.gavel.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code GAVEL_*} variables, remembers which were asked for, and collects problems. For one use on one thread. */
final class ConfigReader {

    private static final String PREFIX = "GAVEL_";

    /** Read by the launcher, not by the server. */
    private static final Set<String> LAUNCHER_KEYS = Set.of("GAVEL_JAVA_OPTS", "GAVEL_NO_REHEARSAL");

    private final Map<String, String> environment;
    private final Set<String> known = new HashSet<>(LAUNCHER_KEYS);
    private final List<String> problems = new ArrayList<>();

    ConfigReader(Map<String, String> environment) {
        this.environment = environment;
    }

    String required(String key) {
        String value = value(key);
        if (value == null) {
            problems.add(key + ": missing");
            return "";
        }
        return value;
    }

    String text(String key, String otherwise) {
        String value = value(key);
        return value == null ? otherwise : value;
    }

    @Nullable
    String secret(String key, @Nullable String otherwise) {
        String value = value(key);
        return value == null ? otherwise : value;
    }

    /** A database's address, which must be given; what it names must be there. */
    String database(String key) {
        String url = required(key);
        if (!url.isEmpty()) {
            check(key, () -> DatabaseUrl.parse(url).check());
        }
        return url;
    }

    @Nullable
    String databaseIfGiven(String key) {
        return value(key) == null ? null : database(key);
    }

    /** Notes the message of an {@link IllegalArgumentException} as a problem. */
    void check(String key, Runnable use) {
        try {
            use.run();
        } catch (IllegalArgumentException e) {
            problems.add(key + ": " + e.getMessage());
        }
    }

    @Nullable
    Path path(String key) {
        String value = value(key);
        return value == null ? null : Path.of(value);
    }

    int number(String key, int otherwise, int least, int most) {
        String value = value(key);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        problems.add(key + ": " + value + " (expected: a number from " + least + " to " + most + ")");
        return otherwise;
    }

    Duration millis(String key, int otherwise, int least, int most) {
        return Duration.ofMillis(number(key, otherwise, least, most));
    }

    <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        String value = value(key);
        if (value == null) {
            return otherwise;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(value)) {
                return constant;
            }
        }
        problems.add(key + ": " + value + " (expected: one of "
                + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT) + ")");
        return otherwise;
    }

    /** All variables with this prefix, by what follows it. */
    Map<String, String> secrets(String prefix) {
        Map<String, String> secrets = new TreeMap<>();
        environment.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                known.add(key);
                secrets.put(key.substring(prefix.length()), value);
            }
        });
        return Map.copyOf(secrets);
    }

    void problem(String problem) {
        problems.add(problem);
    }

    /** Refuses unknown keys, and everything that was collected. */
    void finish() {
        environment.keySet().stream()
                .filter(key -> key.startsWith(PREFIX) && !known.contains(key))
                .sorted()
                .forEach(key -> problems.add(key + ": unknown key"));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private @Nullable String value(String key) {
        known.add(key);
        String value = environment.get(key);
        return value == null || value.isEmpty() ? null : value;
    }

    /** The address with its password replaced. */
    static String withoutPassword(String url) {
        // No java.net.URI: it knows no user where an address names several servers.
        int scheme = url.indexOf("://");
        if (scheme < 0 || url.chars().anyMatch(Character::isWhitespace)) {
            return "(unreadable)";
        }
        int at = url.lastIndexOf('@');
        if (at < 0) {
            return url;
        }
        int colon = url.indexOf(':', scheme + 3);
        String user = url.substring(scheme + 3, colon < 0 || colon > at ? at : colon);
        return url.substring(0, scheme + 3) + user + ":***" + url.substring(at);
    }
}
