package dev.gavel.server.simulation;

import java.util.List;

/**
 * How often what goes wrong in a run, in parts of a thousand. Until it is {@link #heal}ed.
 *
 * <p>Thread safety: confined to the run's thread.
 */
final class Faults {

    /** What a run is about. */
    enum Kind {
        /** Only buyers misbehave: everything must be exact. */
        CALM,
        /** Calls to the stores fail and lose their answers. */
        STORES,
        /** Nodes die. */
        CRASHES,
        /** Redis forgets or lies; Postgres decides. */
        REDIS,
        /** All of it. */
        EVERYTHING
    }

    final Kind kind;
    private int redis;
    private int postgres;
    private int http;
    private int buyers;
    private int crashes;
    private int amnesias;
    private int lies;
    private boolean healed;

    private Faults(Kind kind) {
        this.kind = kind;
    }

    static Faults draw(Timeline timeline) {
        Kind kind = timeline.any(List.of(Kind.values()));
        Faults faults = new Faults(kind);
        faults.buyers = timeline.between(50, 500);
        faults.http = kind == Kind.CALM ? 0 : timeline.between(0, 150);
        if (kind == Kind.STORES || kind == Kind.EVERYTHING) {
            faults.redis = timeline.between(5, 120);
            faults.postgres = timeline.between(5, 120);
        }
        if (kind == Kind.CRASHES || kind == Kind.EVERYTHING) {
            faults.crashes = timeline.between(1, 12);
        }
        if (kind == Kind.REDIS || kind == Kind.EVERYTHING) {
            faults.amnesias = timeline.between(0, 3);
            faults.lies = timeline.between(0, 2);
        }
        return faults;
    }

    /** From now on everything works. */
    void heal() {
        healed = true;
    }

    boolean healed() {
        return healed;
    }

    /** Of a thousand calls to Redis so many lose their request, and as many their answer. */
    int redis() {
        return healed ? 0 : redis;
    }

    int postgres() {
        return healed ? 0 : postgres;
    }

    int http() {
        return healed ? 0 : http;
    }

    /** Of a thousand deliveries so many go wrong in one way or another. */
    int buyers() {
        return healed ? 0 : buyers;
    }

    /** How many times a node dies. */
    int crashes() {
        return crashes;
    }

    /** How many times Redis loses its memory. */
    int amnesias() {
        return amnesias;
    }

    /** How many times Redis takes for free what is taken. */
    int lies() {
        return lies;
    }

    @Override
    public String toString() {
        return kind + " redis=" + redis + " postgres=" + postgres + " http=" + http + " buyers=" + buyers + " crashes="
                + crashes + " amnesias=" + amnesias + " lies=" + lies;
    }
}
