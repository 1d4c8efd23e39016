package dev.gavel.server.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Trace ids as W3C Trace Context writes them: {@code 00-<32 hex>-<16 hex>-<2 hex>}. */
final class Trace {

    private static final int VERSION_LENGTH = 3;
    private static final int ID_LENGTH = 32;
    private static final int HEADER_LENGTH = 55;

    /** What the recommendation forbids. */
    private static final String ALL_ZERO = "0".repeat(ID_LENGTH);

    private Trace() {}

    /** The caller's trace id, or a new one when the header is missing or malformed. */
    static String idFrom(@Nullable String traceparent) {
        if (traceparent != null && traceparent.length() == HEADER_LENGTH && traceparent.startsWith("00-")) {
            String id = traceparent.substring(VERSION_LENGTH, VERSION_LENGTH + ID_LENGTH);
            if (!id.equals(ALL_ZERO) && id.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return id;
            }
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
