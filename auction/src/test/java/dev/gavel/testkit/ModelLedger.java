package dev.gavel.testkit;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Option;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a cap ledger is, said as plainly as it can be: each leg is in one of five states, and what a counter has taken is counted anew from them
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

    private final Map<String, State> states = new LinkedHashMap<>();
    private final Map<String, Option> options = new LinkedHashMap<>();
    private final Map<String, String> pingOfLeg = new LinkedHashMap<>();
    private String soldBy;

    /** The legs of a shared sale, or the one of an exclusive sale, that have room; null when the consumer is another ping's. */
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
                options.put(option.legId(), option);
                pingOfLeg.put(option.legId(), ping);
                states.put(option.legId(), State.RESERVED);
                chosen.add(i);
            }
        }
        if (guarded && !chosen.isEmpty()) {
            soldBy = ping;
        }
        return chosen;
    }

    /** Whether the leg counts as used now. */
    boolean commit(String leg, boolean guarded) {
        State state = states.get(leg);
        if (state == State.RESERVED || state == State.LAPSED) {
            states.put(leg, State.USED);
            if (guarded) {
                soldBy = pingOfLeg.get(leg);
            }
        }
        return states.get(leg) == State.USED;
    }

    void release(String leg, boolean guarded) {
        if (!states.containsKey(leg)) {
            return;
        }
        boolean first = states.put(leg, State.RELEASED) != State.RELEASED;
        String ping = pingOfLeg.get(leg);
        if (guarded && first && ping.equals(soldBy) && !holds(ping)) {
            soldBy = null;
        }
    }

    /** All reservations lapse. */
    void lapse(boolean guarded) {
        states.replaceAll((_, state) -> state == State.RESERVED ? State.LAPSED : state);
        if (guarded && soldBy != null && marks(soldBy).noneMatch(State.USED::equals)) {
            soldBy = null;
        }
    }

    long taken(String counter) {
        long taken = 0;
        for (Map.Entry<String, State> leg : states.entrySet()) {
            if (leg.getValue() == State.RESERVED || leg.getValue() == State.USED) {
                for (CapClaim claim : options.get(leg.getKey()).claims()) {
                    taken += claim.counter().equals(counter) ? claim.amount() : 0;
                }
            }
        }
        return taken;
    }

    private boolean holds(String ping) {
        return marks(ping).anyMatch(state -> state == State.RESERVED || state == State.USED);
    }

    private Stream<State> marks(String ping) {
        return states.entrySet().stream()
                .filter(leg -> ping.equals(pingOfLeg.get(leg.getKey())))
                .map(Map.Entry::getValue);
    }
}
