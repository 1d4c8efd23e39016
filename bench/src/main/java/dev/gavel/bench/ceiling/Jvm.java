package dev.gavel.bench.ceiling;

import java.util.List;

/** How the ceilings and the generator are run: as the launcher runs Gavel. */
final class Jvm {

    /** A fixed heap, so that none of the processes on the machine is slowed by growing. */
    static final List<String> FLAGS = List.of(
            "-XX:+UseG1GC",
            "-XX:+UseCompactObjectHeaders",
            "-Xms512m",
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-Dlogback.configurationFile=dev/gavel/bench/logback.xml");

    private Jvm() {}
}
