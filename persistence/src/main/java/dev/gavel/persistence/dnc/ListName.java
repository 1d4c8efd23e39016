package dev.gavel.persistence.dnc;

import dev.gavel.auction.lead.UsState;
import dev.gavel.gates.DncRegister;
import java.util.Locale;

/**
 * Which do-not-call list: {@code federal}, {@code state-tx} and so on, or {@code internal}.
 *
 * <p>The national registry is subscribed to by area code, and says nothing of others. A state's list and the tenant's own hold whatever numbers
 * they hold; a number that is not there is not listed.
 */
public record ListName(String text) {

    private static final String FEDERAL = "federal";
    private static final String INTERNAL = "internal";
    private static final String STATE = "state-";

    public ListName {
        if (!text.equals(FEDERAL) && !text.equals(INTERNAL) && !isState(text)) {
            throw new IllegalArgumentException(
                    "list: " + text + " (expected: federal, internal, or state- and a state such as state-tx)");
        }
    }

    private static boolean isState(String text) {
        if (!text.startsWith(STATE) || !text.equals(text.toLowerCase(Locale.ROOT))) {
            return false;
        }
        String code = text.substring(STATE.length()).toUpperCase(Locale.ROOT);
        for (UsState state : UsState.values()) {
            if (state.name().equals(code)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is the national registry, which is had by area code. */
    public boolean isByAreaCode() {
        return text.equals(FEDERAL);
    }

    /** What a register says of a number on it: a flag of {@link DncRegister}. */
    int flag() {
        if (isByAreaCode()) {
            return DncRegister.LISTED_FEDERAL;
        }
        return text.equals(INTERNAL) ? DncRegister.LISTED_INTERNAL : DncRegister.LISTED_STATE;
    }

    @Override
    public String toString() {
        return text;
    }
}
