package dev.gavel.server.faults;

import dev.gavel.persistence.testkit.Toxic;
import dev.gavel.server.faults.Fault.Line;
import dev.gavel.server.faults.Fault.Victim;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows of the table in {@code docs/operating/faults.md}: which faults a run injects. */
enum FaultRow {
    KILL_SERVER(1, 8),
    KILL_ONE_OF_TWO_SERVERS(2, 8),
    KILL_REDIS(1, 8),
    KILL_POSTGRES(1, 8),
    KILL_ANYTHING(2, 6),
    FLUSH_REDIS(1, 6),
    RESTORE_STALE_REDIS(1, 4),
    DISTURB_BUYERS(1, 5),
    DISTURB_REDIS(1, 5),
    DISTURB_POSTGRES(1, 5),
    DISTURB_EVERYTHING(2, 6),
    CORRUPT_BUYERS(1, 4),
    CORRUPT_REDIS(1, 4),
    CORRUPT_POSTGRES(1, 4),
    CORRUPT_EVERYTHING(2, 4),
    CLUSTER(2, 4);

    private static final double BITS = 0.000_2;

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

    /** Masters of the Redis Cluster; 0 where there is one Redis. */
    int masters() {
        return this == CLUSTER ? 3 : 0;
    }

    /** Whether nodes speak TLS to Postgres and Redis: above TCP nothing else finds every bit that was turned. */
    boolean tls() {
        return this == CORRUPT_REDIS || this == CORRUPT_POSTGRES || this == CORRUPT_EVERYTHING;
    }

    /** So many that every master has some. */
    int tenants() {
        return this == CLUSTER ? 6 : 1;
    }

    int briefFaults() {
        return briefFaults;
    }

    /** Which connections go through a proxy. */
    Set<Line> disturbed() {
        return faults().stream()
                .filter(Fault.Disturb.class::isInstance)
                .map(fault -> ((Fault.Disturb) fault).line())
                .collect(Collectors.toUnmodifiableSet());
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
            case DISTURB_BUYERS -> Fault.disturbances(Line.BUYERS);
            case DISTURB_REDIS -> Fault.disturbances(Line.REDIS);
            case DISTURB_POSTGRES -> Fault.disturbances(Line.POSTGRES);
            case DISTURB_EVERYTHING -> everything();
            // What comes back; a request that is changed on its way to a buyer is another request.
            case CORRUPT_BUYERS -> List.of(corrupt(Line.BUYERS, Toxic.Towards.CLIENT));
            case CORRUPT_REDIS -> both(Line.REDIS);
            case CORRUPT_POSTGRES -> both(Line.POSTGRES);
            case CORRUPT_EVERYTHING -> corruptEverything();
            case CLUSTER -> List.of(new Fault.Kill(Victim.REDIS_MASTER), new Fault.Kill(Victim.SERVER));
        };
    }

    /** In turn, so that a short run has something of each line. */
    private static List<Fault> everything() {
        List<Fault> all = new ArrayList<>();
        int kinds = Fault.disturbances(Line.REDIS).size();
        for (int round = 0; round < kinds; round++) {
            int kind = round;
            for (Line line : Line.values()) {
                all.add(Fault.disturbances(line).get(kind % kinds));
                kind++;
            }
        }
        return all;
    }

    private static List<Fault> corruptEverything() {
        List<Fault> all = new ArrayList<>();
        all.addAll(both(Line.REDIS));
        all.addAll(both(Line.POSTGRES));
        all.add(corrupt(Line.BUYERS, Toxic.Towards.CLIENT));
        return all;
    }

    private static List<Fault> both(Line line) {
        return List.of(corrupt(line, Toxic.Towards.CLIENT), corrupt(line, Toxic.Towards.SERVER));
    }

    private static Fault corrupt(Line line, Toxic.Towards towards) {
        return new Fault.Disturb(line, new Toxic.Corrupt(BITS, towards));
    }
}
