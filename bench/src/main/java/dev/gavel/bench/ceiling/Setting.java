package dev.gavel.bench.ceiling;

import dev.gavel.bench.net.Jvm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A way of running a node that differs in one thing from the usual one, see {@link Jvm#FLAGS}. */
enum Setting {
    /** The usual one again: what differs from 1 here is noise. */
    SAME(List.of()),
    PARALLEL(List.of("-XX:+UseParallelGC"), "-XX:+UseG1GC"),
    SERIAL(List.of("-XX:+UseSerialGC"), "-XX:+UseG1GC"),
    ZGC(List.of("-XX:+UseZGC"), "-XX:+UseG1GC"),
    LARGE_HEADERS(List.of("-XX:-UseCompactObjectHeaders"), "-XX:+UseCompactObjectHeaders"),
    UNSAFE(List.of("--sun-misc-unsafe-memory-access=allow", "-Dio.netty.noUnsafe=false")),
    POOLED(List.of("-Dio.netty.allocator.type=pooled")),
    UNPOOLED(List.of("-Dio.netty.allocator.type=unpooled")),
    NIO(List.of("-Dreactor.netty.native=false"));

    private final List<String> flags;

    Setting(List<String> added, String... removed) {
        List<String> all = new ArrayList<>(Jvm.FLAGS);
        all.removeAll(List.of(removed));
        all.addAll(added);
        this.flags = List.copyOf(all);
    }

    /** The JVM's flags. */
    List<String> flags() {
        return flags;
    }

    /** As in results. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
