package dev.gavel.gates;

import java.util.List;

/**
 * What asking about one consumer gave: the provider's answer, and the business relationships on record.
 *
 * <p>Thread safety: immutable.
 *
 * @param provider whether the provider answered
 * @param listed which lists the provider found the number on, as flags of {@link DncRegister}
 * @param asOfEpochDay of which day the provider's lists are
 * @param relationships empty when there are none, or nobody asked
 */
public record DncScrub(Provider provider, int listed, long asOfEpochDay, List<DncRelationship> relationships) {

    /** Nobody was asked. */
    public static final DncScrub NOT_ASKED = new DncScrub(Provider.NOT_ASKED, 0, Long.MIN_VALUE, List.of());

    /** The provider was asked and gave no answer that can be understood. */
    public static final DncScrub UNKNOWN = new DncScrub(Provider.UNKNOWN, 0, Long.MIN_VALUE, List.of());

    public DncScrub {
        relationships = List.copyOf(relationships);
    }

    /** An answer of the provider's. */
    public static DncScrub answered(int listed, long asOfEpochDay) {
        return new DncScrub(Provider.ANSWERED, listed & DncRegister.LISTED, asOfEpochDay, List.of());
    }

    /** The same with the relationships on record. */
    public DncScrub with(List<DncRelationship> onRecord) {
        return new DncScrub(provider, listed, asOfEpochDay, onRecord);
    }

    /** How asking the provider ended. */
    public enum Provider {
        NOT_ASKED,
        ANSWERED,
        UNKNOWN
    }
}
