package dev.gavel.bench.gavel;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a node's process has used since it began.
 *
 * @param processorNanos of all its threads, the compiler's and the collector's too
 * @param allocatedBytes on the heap
 * @param heapAfterCollectionBytes the least that a collection has left since this was last asked; 0 when there was none
 */
public record NodeUsage(long processorNanos, long allocatedBytes, long heapAfterCollectionBytes) {

    static final String WORD = "usage ";

    /** Of this process. */
    static NodeUsage now(long heapAfterCollectionBytes) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return new NodeUsage(
                system.getProcessCpuTime(), threads.getTotalThreadAllocatedBytes(), heapAfterCollectionBytes);
    }

    String line() {
        return WORD + processorNanos + " " + allocatedBytes + " " + heapAfterCollectionBytes;
    }

    static NodeUsage parse(String line) {
        String[] parts = line.substring(WORD.length()).split(" ", -1);
        return new NodeUsage(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }
}
