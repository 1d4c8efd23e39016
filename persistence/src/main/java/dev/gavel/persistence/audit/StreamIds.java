package dev.gavel.persistence.audit;

import java.util.Comparator;

/**
 * The order of Redis stream ids, {@code millis-number}: by their numbers, not as text.
 *
 * <p>Thread safety: stateless.
 */
final class StreamIds {

    static final Comparator<String> ORDER =
            Comparator.comparingLong(StreamIds::millis).thenComparingLong(StreamIds::number);

    private StreamIds() {}

    /** When the entry was appended, by Redis's clock. */
    static long millis(String id) {
        return Long.parseLong(id, 0, dash(id), 10);
    }

    private static long number(String id) {
        return Long.parseLong(id, dash(id) + 1, id.length(), 10);
    }

    private static int dash(String id) {
        int dash = id.indexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException("stream id: " + id + " (expected: millis-number)");
        }
        return dash;
    }
}
