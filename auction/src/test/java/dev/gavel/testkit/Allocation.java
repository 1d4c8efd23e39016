package dev.gavel.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Bytes that an operation allocates on its own thread: the same on every machine, other than times. Measured after the operation ran often
 * enough to be compiled, as the least of so many rounds that the last ones brought nothing less: when the compiler is done with it depends on
 * what else the machine does.
 */
public final class Allocation {

    private static final int WARM_UP = 30_000;
    private static final int ROUNDS_WITHOUT_GAIN = 8;
    /** Less than this part of the least is no gain. */
    private static final int GAIN_OF = 1_000;

    private static final int MOST_ROUNDS = 100;
    private static final int OPERATIONS = 5_000;

    private Allocation() {}

    /** An operation whose result is used, so that it can't be left out. */
    @FunctionalInterface
    public interface Operation {
        /** Runs once; {@code i} differs each time. */
        long run(int i);
    }

    /** The bytes of one operation, on average over a round. */
    public static double bytesPerOperation(Operation operation) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long used = 0;
        for (int i = 0; i < WARM_UP; i++) {
            used += operation.run(i);
        }
        long least = Long.MAX_VALUE;
        int withoutGain = 0;
        for (int round = 0; round < MOST_ROUNDS && withoutGain < ROUNDS_WITHOUT_GAIN; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < OPERATIONS; i++) {
                used += operation.run(i);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            withoutGain = allocated < least - least / GAIN_OF ? 0 : withoutGain + 1;
            least = Math.min(least, allocated);
        }
        if (used == Long.MIN_VALUE) {
            throw new IllegalStateException("never");
        }
        return (double) least / OPERATIONS;
    }
}
