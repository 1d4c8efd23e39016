package dev.gavel.gates.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link CidrList} from lines: {@code as_of: 2026-11-22T00:00:00Z} and {@code max_age: P7D} first, then a range a line. What follows
 * a {@code #} is a comment.
 */
public final class CidrListReader {

    private static final String AS_OF = "as_of:";
    private static final String MAX_AGE = "max_age:";
    private static final int MOST_RANGES = 5_000_000;

    private CidrListReader() {}

    /**
     * Reads the list.
     *
     * @throws IllegalArgumentException that says what cannot be understood, and in which line
     * @throws IOException when it cannot be read
     */
    public static CidrList read(Reader text) throws IOException {
        Instant asOf = null;
        Duration maxAge = null;
        List<String> cidrs = new ArrayList<>();
        BufferedReader lines = new BufferedReader(text);
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            String content = withoutComment(line);
            try {
                if (content.startsWith(AS_OF)) {
                    asOf = Instant.parse(content.substring(AS_OF.length()).strip());
                } else if (content.startsWith(MAX_AGE)) {
                    maxAge = Duration.parse(content.substring(MAX_AGE.length()).strip());
                } else if (!content.isEmpty()) {
                    CidrList.of(Instant.EPOCH, Duration.ZERO, List.of(content));
                    cidrs.add(content);
                }
            } catch (DateTimeException | IllegalArgumentException cause) {
                throw new IllegalArgumentException("line " + number + ": " + cause.getMessage(), cause);
            }
            if (cidrs.size() > MOST_RANGES) {
                throw new IllegalArgumentException("line " + number + ": more than " + MOST_RANGES + " ranges");
            }
        }
        return CidrList.of(required(asOf, AS_OF), required(maxAge, MAX_AGE), cidrs);
    }

    private static String withoutComment(String line) {
        int comment = line.indexOf('#');
        return (comment < 0 ? line : line.substring(0, comment)).strip();
    }

    private static <T> T required(@Nullable T value, String key) {
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }
}
