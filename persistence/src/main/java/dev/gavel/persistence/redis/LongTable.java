package dev.gavel.persistence.redis;

import java.util.Arrays;

/** A few distinct numbers, numbered from 1 in order of appearance. */
final class LongTable {

    private long[] values = new long[8];
    private int size;

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    long get(int number) {
        return values[number - 1];
    }

    int numberOf(long value) {
        for (int i = 0; i < size; i++) {
            if (values[i] == value) {
                return i + 1;
            }
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
        return size;
    }
}
