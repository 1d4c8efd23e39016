package dev.gavel.gates;

/**
 * What is known about do-not-call for one lead: the tenant's lists, whether it has a provider, whether it has acknowledged to have neither,
 * and what asking gave.
 *
 * <p>Thread safety: immutable.
 *
 * @param provider whether the tenant has a provider, which must then answer
 * @param acknowledged whether the tenant sells without a registry and a provider, and has said so on record
 */
public record DncFacts(DncRegister register, boolean provider, boolean acknowledged, DncScrub scrub) {

    /** Nothing is known: no list was read. */
    public static final DncFacts UNKNOWN = new DncFacts(DncRegister.UNKNOWN, false, false, DncScrub.NOT_ASKED);

    /** A tenant that sells without lists and without a provider, and has acknowledged it. */
    public static final DncFacts ACKNOWLEDGED = new DncFacts(DncRegister.NONE, false, true, DncScrub.NOT_ASKED);

    /** The same with the tenant's lists as they are now. */
    public DncFacts with(DncRegister lists, boolean isAcknowledged) {
        return new DncFacts(lists, provider, isAcknowledged, scrub);
    }

    /** The same for a tenant with or without a provider. */
    public DncFacts withProvider(boolean has) {
        return has == provider ? this : new DncFacts(register, has, acknowledged, scrub);
    }

    /** The same with what asking gave. */
    public DncFacts with(DncScrub answer) {
        return answer.equals(scrub) ? this : new DncFacts(register, provider, acknowledged, answer);
    }
}
