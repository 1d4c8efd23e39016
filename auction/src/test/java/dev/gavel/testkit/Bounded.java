package dev.gavel.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What reading an input may cost: whoever sends few bytes must not make many. Time is bounded by the fuzzer itself, which gives up on an input that
 * takes seconds.
 */
public final class Bounded {

    /** For what reading anything costs. */
    private static final long FIXED_BYTES = 16L << 20;

    private static final long BYTES_PER_INPUT_BYTE = 4_096;

    private Bounded() {}

    /** What is done with an input. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /** Does it, and fails when it allocated out of proportion to the input. What is too much is done again: the first time may load classes. */
    public static void run(int inputLength, Work work) throws Exception {
        long most = FIXED_BYTES + BYTES_PER_INPUT_BYTE * inputLength;
        long allocated = allocatedBy(work);
        if (allocated > most) {
            allocated = Math.min(allocated, allocatedBy(work));
        }
        if (allocated > most) {
            throw new AssertionError(inputLength + " bytes of input made it allocate " + allocated
                    + " (expected: at most " + most + ")");
        }
    }

    private static long allocatedBy(Work work) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
