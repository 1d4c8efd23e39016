package dev.gavel.server.faults;

/** What is done at one moment. */
sealed interface Fault {

    /** {@code kill -9} of a process, which is started again a moment later. */
    record Kill(Victim victim) implements Fault {}

    /** {@code FLUSHALL}. */
    record FlushRedis() implements Fault {}

    /** Redis dies, and comes back with what it had on disk some seconds before. */
    record RestoreStaleRedis() implements Fault {}

    /** As the table names it. */
    default String word() {
        return switch (this) {
            case Kill(Victim victim) -> "kill -9 of " + victim.word;
            case FlushRedis _ -> "FLUSHALL";
            case RestoreStaleRedis _ -> "Redis restored from an old copy";
        };
    }

    /** A process. */
    enum Victim {
        SERVER("a node"),
        REDIS("Redis"),
        POSTGRES("Postgres");

        private final String word;

        Victim(String word) {
            this.word = word;
        }
    }
}
