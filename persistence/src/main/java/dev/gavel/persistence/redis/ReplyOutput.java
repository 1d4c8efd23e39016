package dev.gavel.persistence.redis;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A script's reply: its integers in order, and at most one string of bytes. Nothing is boxed. */
final class ReplyOutput extends CommandOutput<String, String, ReplyOutput> {

    private static final int FIRST_CAPACITY = 16;

    private long[] numbers = new long[FIRST_CAPACITY];
    private int count;
    private byte @Nullable [] bytes;

    @SuppressWarnings("NullAway") // Lettuce is not annotated; its output field is not used here.
    ReplyOutput() {
        super(StringCodec.UTF8, null);
    }

    @Override
    public ReplyOutput get() {
        return this;
    }

    @Override
    public void multi(int size) {
        // The integers say themselves how many they are.
    }

    @Override
    public void set(long number) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, count * 2);
        }
        numbers[count++] = number;
    }

    @Override
    public void set(@Nullable ByteBuffer value) {
        if (value != null) {
            bytes = new byte[value.remaining()];
            value.get(bytes);
        }
    }

    /** How many integers came. */
    int count() {
        return count;
    }

    long number(int index) {
        if (index >= count) {
            throw new IllegalStateException("the reply has " + count + " integers (expected: more than " + index + ")");
        }
        return numbers[index];
    }

    /** The string; null when there was none. */
    byte @Nullable [] bytes() {
        return bytes;
    }
}
