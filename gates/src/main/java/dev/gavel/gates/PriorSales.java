package dev.gavel.gates;

import java.util.List;

/**
 * To whom a consumer was sold, or is being sold, lately: the legs of the tenant's campaigns, told apart by keyed hashes of phone and
 * e-mail. A leg that a buyer rejected is not in it; one whose buyer has not answered is.
 *
 * <p>Thread safety: immutable. The questions allocate nothing.
 *
 * @param isKnown false when the list did not answer: then nothing that it says may sell anything
 * @param legs in any order
 */
public record PriorSales(boolean isKnown, List<Leg> legs) {

    /** The list did not answer. */
    public static final PriorSales UNKNOWN = new PriorSales(false, List.of());

    /** Nobody had this consumer. */
    public static final PriorSales NONE = new PriorSales(true, List.of());

    /** Stands for a vertical that is not known any more; counts as every one. */
    public static final String ANY_VERTICAL = "*";

    public PriorSales {
        legs = List.copyOf(legs);
    }

    /**
     * One leg.
     *
     * @param atSeconds when it was committed, since 1970
     */
    public record Leg(String vertical, String buyer, long atSeconds) {}

    /** How many legs of a vertical there were after a moment. */
    public int count(String vertical, long afterSeconds) {
        int count = 0;
        for (int i = 0; i < legs.size(); i++) {
            Leg leg = legs.get(i);
            if (leg.atSeconds() > afterSeconds
                    && (leg.vertical().equals(vertical) || leg.vertical().equals(ANY_VERTICAL))) {
                count++;
            }
        }
        return count;
    }

    /** Whether a buyer had a leg after a moment. */
    public boolean hasLegOf(String buyer, long afterSeconds) {
        for (int i = 0; i < legs.size(); i++) {
            if (legs.get(i).atSeconds() > afterSeconds && legs.get(i).buyer().equals(buyer)) {
                return true;
            }
        }
        return false;
    }
}
