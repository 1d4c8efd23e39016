package dev.gavel.testkit;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Option;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a cap ledger is, said as plainly as it can be: each leg is in one of four states, and what a counter has taken, and whose the consumer is, is
 * worked out anew from them whenever it is asked. Knows one consumer at most; time passes only when it is told to.
 */
final class ModelLedger {

    /** How a leg stands. */
    enum State {
        RESERVED,
        LAPSED,
        USED,
        RELEASED
    }

    /** A leg of a ping, by its number. */
    private record Leg(String ping, int number) {}

    private final Map<Leg, State> states = new LinkedHashMap<>();
    private final Map<Leg, Option> options = new LinkedHashMap<>();

    /** The legs that have room, beside each other; null when the consumer is another ping's. */
    List<Integer> award(String ping, List<Option> asked, boolean guarded) {
        if (guarded && hasConsumer(ping)) {
            return null;
        }
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Option option = asked.get(i);
            boolean room = option.claims().stream()
                    .allMatch(claim -> taken(claim.counter()) + claim.amount() <= claim.limit());
            if (room) {
                options.put(new Leg(ping, i), option);
                states.put(new Leg(ping, i), State.RESERVED);
                chosen.add(i);
            }
        }
        return chosen;
    }

    /** Whether the consumer is another ping's: one that has reserved a leg, or used one. */
    boolean hasConsumer(String ping) {
        return states.entrySet().stream()
                .anyMatch(leg -> !leg.getKey().ping().equals(ping)
                        && (leg.getValue() == State.RESERVED || leg.getValue() == State.USED));
    }

    /** Whether the leg counts as used now. */
    boolean commit(String ping, int number) {
        return states.computeIfPresent(
                        new Leg(ping, number), (_, state) -> state == State.RELEASED ? state : State.USED)
                == State.USED;
    }

    void release(String ping, int number) {
        states.replace(new Leg(ping, number), State.RELEASED);
    }

    /** All reservations lapse. */
    void lapse() {
        states.replaceAll((_, state) -> state == State.RESERVED ? State.LAPSED : state);
    }

    long taken(String counter) {
        long taken = 0;
        for (Map.Entry<Leg, State> leg : states.entrySet()) {
            if (leg.getValue() == State.RESERVED || leg.getValue() == State.USED) {
                for (CapClaim claim : options.get(leg.getKey()).claims()) {
                    taken += claim.counter().equals(counter) ? claim.amount() : 0;
                }
            }
        }
        return taken;
    }
}
