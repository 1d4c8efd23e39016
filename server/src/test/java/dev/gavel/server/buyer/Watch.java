package dev.gavel.server.buyer;

import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.blockhound.BlockHound;

/** Looks out for what event loops must not do: whatever blocks one fails the call that did it, and buffers that are not released are kept in mind. */
final class Watch {

    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    static {
        BlockHound.install();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((type, records) -> LEAKS.add(type + records));
    }

    private Watch() {}

    /** From the first call on, until the process ends. */
    static void begin() {
        // Loading the class has done it.
    }

    /** Buffers that were not released so far. */
    static Queue<String> leaks() {
        return LEAKS;
    }
}
