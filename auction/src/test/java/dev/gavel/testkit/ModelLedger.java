package dev.gavel.testkit;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Option;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a cap ledger is, said as plainly as it can be: each leg is in one of four states, and what a counter has taken is counted anew from them
 * whenever it is asked. Knows one consumer at most; time passes only when it is told to.
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
    private String soldBy;

    /** The legs that have room, beside each other; null when the consumer is another ping's. */
    List<Integer> award(String ping, List<Option> asked, boolean guarded) {
        if (guarded && soldBy != null && !soldBy.equals(ping)) {
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
        if (guarded && !chosen.isEmpty()) {
            soldBy = ping;
        }
        return chosen;
    }

    /** Whether the leg counts as used now. */
    boolean commit(String ping, int number, boolean guarded) {
        Leg leg = new Leg(ping, number);
        State state = states.get(leg);
        if (state == State.RESERVED || state == State.LAPSED) {
            states.put(leg, State.USED);
            if (guarded) {
                soldBy = ping;
            }
        }
        return states.get(leg) == State.USED;
    }

    void release(String ping, int number, boolean guarded) {
        Leg leg = new Leg(ping, number);
        if (!states.containsKey(leg)) {
            return;
        }
        boolean first = states.put(leg, State.RELEASED) != State.RELEASED;
        if (guarded && first && ping.equals(soldBy) && !has(ping, State.RESERVED) && !has(ping, State.USED)) {
            soldBy = null;
        }
    }

    /** All reservations lapse. */
    void lapse(boolean guarded) {
        states.replaceAll((_, state) -> state == State.RESERVED ? State.LAPSED : state);
        if (guarded && soldBy != null && !has(soldBy, State.USED)) {
            soldBy = null;
        }
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

    private boolean has(String ping, State state) {
        return states.entrySet().stream().anyMatch(leg -> leg.getKey().ping().equals(ping) && leg.getValue() == state);
    }
}
