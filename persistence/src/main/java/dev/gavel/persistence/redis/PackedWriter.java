package dev.gavel.persistence.redis;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Numbers and short texts as Lua's {@code struct.unpack} reads them with {@code <}: little-endian, without gaps. One argument of many
 * numbers costs Redis a tenth of as many arguments.
 *
 * <p>Thread safety: none; a lane's loop only.
 */
final class PackedWriter {

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLES =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FIRST_CAPACITY = 1_024;
    private static final int LARGEST_BYTE = 0xFF;
    private static final int LARGEST_SHORT = 0xFFFF;
    private static final long LARGEST_INT = 0xFFFF_FFFFL;
    private static final long LARGEST_EXACT = 1L << 53;

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int size;

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    /** What was written, up to {@link #size}; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** Format {@code B}. */
    void putByte(int value) {
        check(value, LARGEST_BYTE);
        ensure(Byte.BYTES);
        bytes[size++] = (byte) value;
    }

    /** Format {@code I2}. */
    void putShort(int value) {
        check(value, LARGEST_SHORT);
        ensure(Short.BYTES);
        SHORTS.set(bytes, size, (short) value);
        size += Short.BYTES;
    }

    /** Format {@code I4}. */
    void putInt(long value) {
        check(value, LARGEST_INT);
        ensure(Integer.BYTES);
        INTS.set(bytes, size, (int) value);
        size += Integer.BYTES;
    }

    /** Format {@code d}; whole numbers are exact up to 2^53. */
    void putNumber(long value) {
        if (value > LARGEST_EXACT || value < -LARGEST_EXACT) {
            throw new IllegalArgumentException("value: " + value + " (expected: at most 2^53)");
        }
        ensure(Double.BYTES);
        DOUBLES.set(bytes, size, (double) value);
        size += Double.BYTES;
    }

    /** Format {@code I2}, in place of what stands there. */
    void setShort(int at, int value) {
        check(value, LARGEST_SHORT);
        SHORTS.set(bytes, at, (short) value);
    }

    /** The digits of a number that is not negative. */
    void putDecimal(int value) {
        if (value >= 10) {
            putDecimal(value / 10);
        }
        putByte('0' + value % 10);
    }

    private static void check(long value, long largest) {
        if (value < 0 || value > largest) {
            throw new IllegalArgumentException("value: " + value + " (expected: 0 to " + largest + ")");
        }
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
