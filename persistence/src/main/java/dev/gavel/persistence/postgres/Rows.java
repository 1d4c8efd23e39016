package dev.gavel.persistence.postgres;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads columns that are declared NOT NULL.
 *
 * <p>Thread safety: stateless.
 */
final class Rows {

    private Rows() {}

    static String text(Readable row, String column) {
        return required(row.get(column, String.class), column);
    }

    static @Nullable String textOrNull(Readable row, String column) {
        return row.get(column, String.class);
    }

    static long number(Readable row, String column) {
        return required(row.get(column, Long.class), column);
    }

    static int smallNumber(Readable row, String column) {
        return required(row.get(column, Integer.class), column);
    }

    static boolean flag(Readable row, String column) {
        return required(row.get(column, Boolean.class), column);
    }

    static UUID uuid(Readable row, String column) {
        return required(row.get(column, UUID.class), column);
    }

    static Instant instant(Readable row, String column) {
        return required(row.get(column, Instant.class), column);
    }

    static @Nullable Instant instantOrNull(Readable row, String column) {
        return row.get(column, Instant.class);
    }

    static byte[] bytes(Readable row, String column) {
        return required(row.get(column, byte[].class), column);
    }

    static byte @Nullable [] bytesOrNull(Readable row, String column) {
        return row.get(column, byte[].class);
    }

    static List<String> texts(Readable row, String column) {
        return List.of(required(row.get(column, String[].class), column));
    }

    static List<Integer> smallNumbers(Readable row, String column) {
        return List.of(required(row.get(column, Integer[].class), column));
    }

    static Long[] numbers(Readable row, String column) {
        return required(row.get(column, Long[].class), column);
    }

    private static <T> T required(@Nullable T value, String column) {
        if (value == null) {
            throw new IllegalStateException("column " + column + " is null");
        }
        return value;
    }
}
