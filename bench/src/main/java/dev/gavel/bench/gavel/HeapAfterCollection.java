package dev.gavel.bench.gavel;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * How much of this process's heap was left in use by collections: what lives, and what young collections leave to later ones. The least over a while comes
 * near to what lives.
 *
 * <p>Thread safety: safe.
 */
final class HeapAfterCollection {

    private static final long NONE = Long.MAX_VALUE;

    private final Set<String> heapPools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toUnmodifiableSet());
    private final AtomicLong leastBytes = new AtomicLong(NONE);

    private HeapAfterCollection() {}

    /** Watches from now on. */
    static HeapAfterCollection watch() {
        HeapAfterCollection heap = new HeapAfterCollection();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener((notification, _) -> heap.onCollection(notification), null, null);
            }
        }
        return heap;
    }

    /** The least since this was last called; 0 when there was no collection. */
    long takeLeastBytes() {
        long least = leastBytes.getAndSet(NONE);
        return least == NONE ? 0 : least;
    }

    private void onCollection(Notification notification) {
        if (notification.getUserData() instanceof CompositeData data
                && notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            long used = 0;
            for (var pool : GarbageCollectionNotificationInfo.from(data)
                    .getGcInfo()
                    .getMemoryUsageAfterGc()
                    .entrySet()) {
                used += heapPools.contains(pool.getKey()) ? bytes(pool.getValue()) : 0;
            }
            leastBytes.accumulateAndGet(used, Math::min);
        }
    }

    private static long bytes(MemoryUsage usage) {
        return Math.max(0, usage.getUsed());
    }
}
