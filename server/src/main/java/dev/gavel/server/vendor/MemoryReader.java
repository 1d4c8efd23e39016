package dev.gavel.server.vendor;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link MemoryWriter} wrote. Every method throws {@link IllegalArgumentException} where the bytes end too soon.
 *
 * <p>Thread safety: confined to one thread.
 */
final class MemoryReader {

    private final byte[] bytes;
    private int at;

    MemoryReader(byte[] bytes) {
        this.bytes = bytes;
    }

    long readSigned() {
        long number = readNumber();
        return (number >>> 1) ^ -(number & 1);
    }

    long readNumber() {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at == bytes.length) {
                throw cutShort();
            }
            byte next = bytes[at++];
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw cutShort();
    }

    /** A number of things that follow, each at least a byte long. */
    int readCount() {
        long count = readNumber();
        if (count < 0 || count > bytes.length - at) {
            throw cutShort();
        }
        return (int) count;
    }

    @Nullable
    String readOptional() {
        long length = readNumber() - 1;
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > bytes.length - at) {
            throw cutShort();
        }
        String text = new String(bytes, at, (int) length, StandardCharsets.UTF_8);
        at += (int) length;
        return text;
    }

    String readText() {
        String text = readOptional();
        if (text == null) {
            throw new IllegalArgumentException("a remembered ping misses a text");
        }
        return text;
    }

    String readTextAfter(String previous) {
        long common = readNumber();
        if (common < 0 || common > previous.length()) {
            throw cutShort();
        }
        return previous.substring(0, (int) common) + readText();
    }

    private static IllegalArgumentException cutShort() {
        return new IllegalArgumentException("a remembered ping is cut short");
    }
}
