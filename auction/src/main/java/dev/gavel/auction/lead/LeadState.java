package dev.gavel.auction.lead;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a lead stands between its ping and its last settlement. The names are stored: they are never changed.
 *
 * <p>A shared lead is {@link #PENDING} while any leg's delivery is open, then {@link #SOLD} if at least one leg was sold. A post that a
 * gate refuses changes nothing: the vendor may mend a field and post again until the ping expires.
 */
public enum LeadState {
    /** A ping came in and is being decided. */
    PINGED,
    /** The ping was refused. Final. */
    REJECTED,
    /** A price was promised; caps and funds are reserved until it expires. */
    ACCEPTED,
    /** No post came in time; the reservations lapsed. Final. */
    EXPIRED,
    /** The post is held until a person has looked at it: no buyer has heard, and nothing is sold by itself. */
    HELD,
    /** The gates passed the post; the intent to deliver is durable, and no buyer has heard yet. */
    POSTED,
    /** A buyer is being asked to take the lead. */
    DELIVERING,
    /** A buyer's answer is outstanding: money and cap stay held, and nobody else gets the lead. */
    PENDING,
    /** Delivered and accepted. */
    SOLD,
    /** No buyer took the posted lead. Final. */
    REFUSED,
    /** The sale was reversed. Final. */
    RETURNED;

    /** What can happen to a lead. */
    public enum Command {
        /** A gate or the auction refuses the ping. */
        REJECT,
        /** The auction has a winner and its reservation. */
        ACCEPT,
        /** The promise's time is over. */
        EXPIRE,
        /** All that stands against the post is what a person is to look at. */
        HOLD,
        /** The post passed all gates, but for what a person released, and its intent was stored. */
        POST,
        /** A buyer is called: the winner, the next bid, or the same buyer again after an unclear answer. */
        DELIVER,
        /** A buyer's answer did not come, or was neither yes nor no. */
        LEAVE_OPEN,
        /** A buyer accepted. */
        SELL,
        /** No buyer is left who might accept. */
        REFUSE,
        /** The buyer gives a bought lead back. */
        RETURN
    }

    private static final Map<LeadState, Map<Command, LeadState>> TRANSITIONS = transitions();

    /** The state after a command, or null when the command is refused in this state. */
    public @Nullable LeadState next(Command command) {
        Map<Command, LeadState> transitions = TRANSITIONS.get(this);
        return transitions == null ? null : transitions.get(command);
    }

    /** Whether every command is refused from here on. */
    public boolean isFinal() {
        return !TRANSITIONS.containsKey(this);
    }

    /** Every legal transition; what is not here is refused. */
    private static Map<LeadState, Map<Command, LeadState>> transitions() {
        Map<LeadState, Map<Command, LeadState>> table = new EnumMap<>(LeadState.class);
        table.put(PINGED, row(Map.of(Command.REJECT, REJECTED, Command.ACCEPT, ACCEPTED)));
        table.put(ACCEPTED, row(Map.of(Command.EXPIRE, EXPIRED, Command.HOLD, HELD, Command.POST, POSTED)));
        table.put(HELD, row(Map.of(Command.POST, POSTED, Command.REFUSE, REFUSED)));
        table.put(POSTED, row(Map.of(Command.DELIVER, DELIVERING, Command.REFUSE, REFUSED)));
        table.put(
                DELIVERING,
                row(Map.of(
                        Command.DELIVER, DELIVERING,
                        Command.LEAVE_OPEN, PENDING,
                        Command.SELL, SOLD,
                        Command.REFUSE, REFUSED)));
        table.put(PENDING, row(Map.of(Command.DELIVER, DELIVERING, Command.SELL, SOLD, Command.REFUSE, REFUSED)));
        table.put(SOLD, row(Map.of(Command.RETURN, RETURNED)));
        return table;
    }

    private static Map<Command, LeadState> row(Map<Command, LeadState> transitions) {
        return new EnumMap<>(transitions);
    }
}
