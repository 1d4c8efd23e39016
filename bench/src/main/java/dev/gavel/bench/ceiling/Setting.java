package dev.gavel.bench.ceiling;

import dev.gavel.bench.net.Jvm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A way of running a node that differs in one thing from the usual one, see {@link Jvm#FLAGS}. */
enum Setting {
    /** The usual one again: what differs from 1 here is noise. */
    SAME("", ""),
    PARALLEL("-XX:+UseParallelGC", "-XX:+UseG1GC"),
    SERIAL("-XX:+UseSerialGC", "-XX:+UseG1GC"),
    ZGC("-XX:+UseZGC", "-XX:+UseG1GC"),
    LARGE_HEADERS("-XX:-UseCompactObjectHeaders", "-XX:+UseCompactObjectHeaders"),
    UNSAFE("--sun-misc-unsafe-memory-access=allow", ""),
    POOLED("-Dio.netty.allocator.type=pooled", ""),
    UNPOOLED("-Dio.netty.allocator.type=unpooled", ""),
    NIO("-Dreactor.netty.native=false", "");

    private final String added;
    private final String removed;

    Setting(String added, String removed) {
        this.added = added;
        this.removed = removed;
    }

    /** The JVM's flags. */
    List<String> flags() {
        List<String> flags = new ArrayList<>(Jvm.FLAGS);
        flags.remove(removed);
        if (!added.isEmpty()) {
            flags.add(added);
        }
        return flags;
    }

    /** As in results. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
