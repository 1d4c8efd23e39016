package dev.gavel.bench.net;

import java.util.List;

/** How nodes, ceilings and the generator are run: as the launcher runs Gavel. */
public final class Jvm {

    /** A fixed heap, so that none of the processes on the machine is slowed by growing. */
    public static final List<String> FLAGS = List.of(
            "-XX:+UseG1GC",
            "-XX:+UseCompactObjectHeaders",
            "-Xms512m",
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-Dlogback.configurationFile=dev/gavel/bench/logback.xml");

    private Jvm() {}
}
