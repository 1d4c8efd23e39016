package dev.gavel.server.vendor;

import dev.gavel.persistence.crypto.PiiCipher;
import dev.gavel.persistence.crypto.TenantKeys;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the bytes of a {@link RememberedPing} into an array that it uses again: numbers by seven bits a byte, the lowest first (LEB128);
 * a text as its length and one, then UTF-8, and 0 for none.
 *
 * <p>Thread safety: confined to one thread.
 */
final class MemoryWriter {

    private static final int USUAL_BYTES = 4_096;
    private static final int MOST_BYTES_KEPT = 65_536;
    private static final int LONGEST_NUMBER = 10;

    /** From here on the JDK's encoder is faster, for all that it makes an array. */
    private static final int LONG_TEXT = 48;

    private byte[] bytes = new byte[USUAL_BYTES];
    private int size;

    /** A number of either sign; the closer to zero, the shorter. */
    void writeSigned(long number) {
        writeNumber((number << 1) ^ (number >> 63));
    }

    /** A number; those below zero are the longest. */
    void writeNumber(long number) {
        ensure(LONGEST_NUMBER);
        byte[] to = bytes;
        int at = size;
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            to[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[at++] = (byte) rest;
        size = at;
    }

    void writeText(@Nullable String text) {
        if (text == null) {
            writeNumber(0);
        } else {
            writeText(text, 0);
        }
    }

    /** Writes only that in which a text differs from another one behind their common beginning. */
    void writeTextAfter(String previous, String text) {
        int most = Math.min(previous.length(), text.length());
        int common = 0;
        while (common < most && previous.charAt(common) == text.charAt(common)) {
            common++;
        }
        if (common > 0 && Character.isHighSurrogate(text.charAt(common - 1))) {
            // Half a character has no UTF-8.
            common--;
        }
        writeNumber(common);
        writeText(text, common);
    }

    private void writeText(String text, int from) {
        int length = text.length() - from;
        if (length >= LONG_TEXT) {
            writeEncoded(from == 0 ? text : text.substring(from));
            return;
        }
        ensure(LONGEST_NUMBER + length);
        int before = size;
        writeNumber(length + 1L);
        byte[] to = bytes;
        int at = size;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                size = before;
                writeEncoded(text.substring(from));
                return;
            }
            to[at++] = (byte) c;
        }
        size = at;
    }

    private void writeEncoded(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        writeNumber(encoded.length + 1L);
        ensure(encoded.length);
        System.arraycopy(encoded, 0, bytes, size, encoded.length);
        size += encoded.length;
    }

    /** What was written, as a new array. The next thing to be written begins anew. */
    byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, size);
        beginAnew();
        return taken;
    }

    /**
     * What was written, sealed under a tenant's newest key. The next thing to be written begins anew.
     *
     * @param boundTo what the bytes belong to: they open with the same only
     */
    byte[] seal(TenantKeys keys, byte[] boundTo) {
        byte[] sealed = PiiCipher.seal(keys, bytes, size, boundTo);
        beginAnew();
        return sealed;
    }

    private void beginAnew() {
        if (bytes.length > MOST_BYTES_KEPT) {
            bytes = new byte[USUAL_BYTES];
        } else {
            // It was somebody's personal data.
            Arrays.fill(bytes, 0, size, (byte) 0);
        }
        size = 0;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
