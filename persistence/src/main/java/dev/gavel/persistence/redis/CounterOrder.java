package dev.gavel.persistence.redis;

import java.util.Arrays;

/**
 * In which order {@code award.lua} is told of a batch's counters: those whose windows begin in the same second one behind the other, because they
 * are fields of one hash, and of these first the ones that wishes are about, which it reads at once.
 *
 * <p>Thread safety: none; a lane's loop only. Used again, so that nothing is allocated for each batch.
 */
final class CounterOrder {

    private static final int FIRST_CAPACITY = 128;

    private final LongTable starts = new LongTable();
    private int[] counters = new int[FIRST_CAPACITY];
    private int[] wished = new int[FIRST_CAPACITY];
    private int[] next = new int[FIRST_CAPACITY];
    /** By number of the counter, and by position; both from 1. */
    private int[] positions = new int[FIRST_CAPACITY];

    private int[] numbers = new int[FIRST_CAPACITY];

    void arrange(CounterTable table, WishTable wishes) {
        int size = table.size();
        ensure(size + 1);
        starts.clear();
        Arrays.fill(counters, 0, size + 1, 0);
        Arrays.fill(wished, 0, size + 1, 0);
        for (int number = 1; number <= size; number++) {
            int window = starts.numberOf(table.get(number).windowStartSeconds());
            counters[window]++;
            wished[window] += wishes.isAbout(number) ? 1 : 0;
        }
        // Where the next counter of each window goes.
        int end = 0;
        for (int window = 1; window <= starts.size(); window++) {
            next[window] = end + 1;
            end += counters[window];
        }
        place(table, wishes, true);
        place(table, wishes, false);
    }

    private void place(CounterTable table, WishTable wishes, boolean about) {
        for (int number = 1; number <= table.size(); number++) {
            if (wishes.isAbout(number) == about) {
                int position = next[starts.numberOf(table.get(number).windowStartSeconds())]++;
                positions[number] = position;
                numbers[position] = number;
            }
        }
    }

    /** How many windows there are, numbered from 1. */
    int windows() {
        return starts.size();
    }

    /** The first second of a window. */
    long startSeconds(int window) {
        return starts.get(window);
    }

    /** How many counters a window has. */
    int counters(int window) {
        return counters[window];
    }

    /** How many of a window's counters wishes are about. */
    int wished(int window) {
        return wished[window];
    }

    /** Where the counter of a number stands, from 1. */
    int positionOf(int number) {
        return positions[number];
    }

    /** The number of the counter at a position. */
    int numberAt(int position) {
        return numbers[position];
    }

    private void ensure(int least) {
        if (least > counters.length) {
            int capacity = Math.max(least, counters.length * 2);
            counters = new int[capacity];
            wished = new int[capacity];
            next = new int[capacity];
            positions = new int[capacity];
            numbers = new int[capacity];
        }
    }
}
