package dev.gavel.server.faults;

import dev.gavel.persistence.testkit.Toxic;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What is done at one moment. */
sealed interface Fault {

    /** {@code kill -9} of a process, which is started again a moment later. */
    record Kill(Victim victim) implements Fault {}

    /** {@code FLUSHALL}. */
    record FlushRedis() implements Fault {}

    /** Redis dies, and comes back with what it had on disk some seconds before. */
    record RestoreStaleRedis() implements Fault {}

    /** For a while the bytes between the nodes and a server are disturbed. */
    record Disturb(Line line, Toxic toxic) implements Fault {}

    /** As the table names it. */
    default String word() {
        return switch (this) {
            case Kill(Victim victim) -> "kill -9 of " + victim.word;
            case FlushRedis _ -> "FLUSHALL";
            case RestoreStaleRedis _ -> "Redis restored from an old copy";
            case Disturb(Line line, Toxic toxic) -> word(toxic) + " before " + line.word;
        };
    }

    private static String word(Toxic toxic) {
        return switch (toxic) {
            case Toxic.None _ -> "nothing";
            case Toxic.Latency _ -> "latency and jitter";
            case Toxic.Stall _ -> "stall";
            case Toxic.Reset _ -> "resets";
            case Toxic.HalfClose _ -> "half-closed connections";
            case Toxic.Corrupt(double _, Toxic.Towards towards) ->
                "turned bits (towards " + towards.name().toLowerCase(Locale.ROOT) + ")";
            case Toxic.Bandwidth _ -> "little bandwidth";
        };
    }

    /** Every toxic that leaves bytes as they are. */
    static List<Fault> disturbances(Line line) {
        return List.of(
                new Disturb(line, new Toxic.Latency(Duration.ofMillis(10), Duration.ofMillis(60))),
                new Disturb(line, new Toxic.Stall()),
                new Disturb(line, new Toxic.Reset(0.02)),
                new Disturb(line, new Toxic.HalfClose(0.02)),
                new Disturb(line, new Toxic.Bandwidth(30_000)));
    }

    /** A process. */
    enum Victim {
        SERVER("a node"),
        REDIS("Redis"),
        POSTGRES("Postgres"),
        REDIS_MASTER("a master of the cluster");

        private final String word;

        Victim(String word) {
            this.word = word;
        }
    }

    /** Connections that the nodes make. */
    enum Line {
        BUYERS("buyers"),
        REDIS("Redis"),
        POSTGRES("Postgres");

        private final String word;

        Line(String word) {
            this.word = word;
        }
    }
}
