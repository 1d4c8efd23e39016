package dev.gavel.persistence.redis;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The arguments of one command as they go over the wire (RESP bulk strings), written once into a buffer that is used again.
 *
 * <p>Thread safety: none; a lane's loop only. Writing allocates nothing while the buffer suffices and the text is ASCII.
 */
final class RespWriter {

    private static final int FIRST_CAPACITY = 4 * 1024;
    private static final int LARGEST_KEPT = 256 * 1024;
    private static final int LONGEST_LENGTH = 24;
    private static final int LONGEST_NUMBER = 20;

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int size;
    private int count;

    /** Forgets what was written. */
    void reset() {
        if (bytes.length > LARGEST_KEPT) {
            bytes = new byte[FIRST_CAPACITY];
        }
        size = 0;
        count = 0;
    }

    /** Arguments so far. */
    int count() {
        return count;
    }

    void copyTo(ByteBuf target) {
        target.writeBytes(bytes, 0, size);
    }

    void add(byte[] argument) {
        begin(argument.length);
        put(argument);
        end();
    }

    void add(PackedWriter argument) {
        begin(argument.size());
        System.arraycopy(argument.bytes(), 0, bytes, size, argument.size());
        size += argument.size();
        end();
    }

    void add(String argument) {
        begin(lengthOf(argument));
        put(argument);
        end();
    }

    void add(long argument) {
        begin(digits(argument));
        put(argument);
        end();
    }

    /** One argument of three parts. */
    void add(byte[] prefix, String middle, long number) {
        begin(prefix.length + lengthOf(middle) + 1 + digits(number));
        put(prefix);
        put(middle);
        bytes[size++] = ':';
        put(number);
        end();
    }

    /** One argument of three parts. */
    void add(byte[] prefix, String middle, String last) {
        begin(prefix.length + lengthOf(middle) + 1 + lengthOf(last));
        put(prefix);
        put(middle);
        bytes[size++] = ':';
        put(last);
        end();
    }

    /** One argument of two parts. */
    void add(byte[] prefix, String last) {
        begin(prefix.length + lengthOf(last));
        put(prefix);
        put(last);
        end();
    }

    /** One argument of two parts. */
    void add(byte[] prefix, long number) {
        begin(prefix.length + digits(number));
        put(prefix);
        put(number);
        end();
    }

    private void begin(int length) {
        ensure(length + LONGEST_LENGTH);
        bytes[size++] = '$';
        put(length);
        crlf();
        count++;
    }

    private void end() {
        crlf();
    }

    private void crlf() {
        bytes[size++] = '\r';
        bytes[size++] = '\n';
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    private void put(byte[] part) {
        System.arraycopy(part, 0, bytes, size, part.length);
        size += part.length;
    }

    private void put(String part) {
        int length = part.length();
        byte[] to = bytes;
        int at = size;
        for (int i = 0; i < length; i++) {
            char c = part.charAt(i);
            if (c >= 0x80) {
                size = at;
                put(part.substring(i).getBytes(StandardCharsets.UTF_8));
                return;
            }
            to[at++] = (byte) c;
        }
        size = at;
    }

    /** Bytes in UTF-8. */
    private static int lengthOf(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) >= 0x80) {
                return i + text.substring(i).getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return length;
    }

    private void put(long number) {
        if (number == Long.MIN_VALUE) {
            put(Long.toString(number));
            return;
        }
        byte[] to = bytes;
        int end = size + digits(number);
        long rest = Math.abs(number);
        int at = end;
        do {
            to[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        if (number < 0) {
            to[--at] = '-';
        }
        size = end;
    }

    private static int digits(long number) {
        if (number == Long.MIN_VALUE) {
            return LONGEST_NUMBER;
        }
        int digits = number < 0 ? 2 : 1;
        for (long rest = Math.abs(number) / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }
}
