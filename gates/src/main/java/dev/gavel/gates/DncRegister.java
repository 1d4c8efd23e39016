package dev.gavel.gates;

/**
 * What a tenant's do-not-call lists say of numbers: one state of all of them together, exact, in memory or mapped.
 *
 * <p>An answer is a sum of the flags below; 0 means that a registry covers the number, is fresh, and that no list has it.
 *
 * <p>Thread safety: immutable. A look-up takes well under a microsecond and allocates nothing.
 */
public interface DncRegister {

    /** The national registry has it. */
    int LISTED_FEDERAL = 1;

    /** A state's list has it. */
    int LISTED_STATE = 1 << 1;

    /** The tenant's own list has it. */
    int LISTED_INTERNAL = 1 << 2;

    /** A list, or the registry's part for the number's area code, is past {@link #MOST_DAYS}. */
    int STALE = 1 << 3;

    /** A list cannot be read on this node. */
    int MISSING = 1 << 4;

    /** The tenant has a registry, but not for the number's area code. */
    int NOT_COVERED = 1 << 5;

    /** The tenant has no registry at all. */
    int NO_REGISTRY = 1 << 6;

    /** Any list has it. */
    int LISTED = LISTED_FEDERAL | LISTED_STATE | LISTED_INTERNAL;

    /** For how many days a list may be used after the day it is of: 16 CFR 310.4(b)(3)(iv), 47 CFR 64.1200(c)(2)(i)(D). */
    int MOST_DAYS = 31;

    /** From which day on it is warned that a list must be renewed. */
    int WARN_DAYS = 25;

    /** A register that could not be read: knows nothing of any number. */
    DncRegister UNKNOWN = new Constant(MISSING, "unknown");

    /** The register of a tenant without lists. */
    DncRegister NONE = new Constant(NO_REGISTRY, "none");

    /**
     * What the lists say of one number.
     *
     * @param phone ten digits, see {@link dev.gavel.auction.lead.Phone}
     * @param epochDay today in UTC, as days since 1970
     */
    int look(long phone, long epochDay);

    /** What holds for every number, whichever it is: that no registry is there, or that all of one is stale or missing. */
    int look(long epochDay);

    /** The lists with their versions, as a decision keeps them: {@code federal:12,internal:3}. No personal data. */
    String version();

    /**
     * A register that says the same of every number.
     *
     * @param flags what it says
     */
    record Constant(int flags, String version) implements DncRegister {

        @Override
        public int look(long phone, long epochDay) {
            return flags;
        }

        @Override
        public int look(long epochDay) {
            return flags & ~LISTED;
        }
    }
}
