package dev.gavel.server.faults;

import dev.gavel.server.faults.Fault.Victim;
import java.util.List;
import java.util.Locale;

/** The rows of the table in {@code docs/operating/faults.md}: which faults a run injects. */
enum FaultRow {
    KILL_SERVER(1, 8),
    KILL_ONE_OF_TWO_SERVERS(2, 8),
    KILL_REDIS(1, 8),
    KILL_POSTGRES(1, 8),
    KILL_ANYTHING(2, 6),
    FLUSH_REDIS(1, 6),
    RESTORE_STALE_REDIS(1, 4);

    private final int nodes;
    private final int briefFaults;

    FaultRow(int nodes, int briefFaults) {
        this.nodes = nodes;
        this.briefFaults = briefFaults;
    }

    static FaultRow of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** As commands and files name it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    int nodes() {
        return nodes;
    }

    int tenants() {
        return 1;
    }

    int briefFaults() {
        return briefFaults;
    }

    /** Each is injected once, then any. */
    List<Fault> faults() {
        return switch (this) {
            case KILL_SERVER, KILL_ONE_OF_TWO_SERVERS -> List.of(new Fault.Kill(Victim.SERVER));
            case KILL_REDIS -> List.of(new Fault.Kill(Victim.REDIS));
            case KILL_POSTGRES -> List.of(new Fault.Kill(Victim.POSTGRES));
            case KILL_ANYTHING ->
                List.of(new Fault.Kill(Victim.SERVER), new Fault.Kill(Victim.REDIS), new Fault.Kill(Victim.POSTGRES));
            case FLUSH_REDIS -> List.of(new Fault.FlushRedis());
            case RESTORE_STALE_REDIS -> List.of(new Fault.RestoreStaleRedis());
        };
    }
}
