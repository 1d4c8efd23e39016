package dev.gavel.auction.award;

import dev.gavel.auction.cap.CapLedger.Option;
import dev.gavel.auction.contract.SaleMode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The choice of a lead's legs, once it is known which candidates have room under their caps and funds:
 *
 * <ol>
 *   <li>The exclusive sale is the first exclusive option with room.
 *   <li>The shared sale is gathered greedily: each shared option in turn whose conflict group has no leg yet and that has room beside
 *       the legs before it, until there are {@code maxLegs}.
 *   <li>The sale with the larger sum of payouts is chosen, the exclusive one when they are equal.
 * </ol>
 *
 * The {@code award} script of the Redis ledger is this rule in Lua; the shared tests of {@code CapLedger} keep both equal.
 *
 * <p>Thread safety: stateless.
 */
public final class Legs {

    private static final int[] NONE = {};

    private Legs() {}

    /**
     * The room under caps and funds, as legs take it. Two legs of one buyer draw on the same counters, and so whether an option has
     * room depends on what was taken before.
     */
    public interface Room {

        /** Takes what the option at an index claims, or takes nothing and answers false when a claim has no room. */
        boolean take(int option);

        /** Gives back what {@link #take} took for an option. */
        void giveBack(int option);
    }

    /**
     * Chooses the legs. What they claim is taken from the room afterwards, and nothing else.
     *
     * @param options in rank order
     * @param maxLegs most legs of a shared sale, at least 1
     * @return indexes of the options, ascending; empty when none has room
     */
    public static int[] choose(List<Option> options, int maxLegs, Room room) {
        int exclusive = firstExclusive(options, room);
        if (exclusive >= 0) {
            room.giveBack(exclusive);
        }
        int[] shared = gatherShared(options, maxLegs, room);
        if (exclusive < 0 || sum(options, shared) > options.get(exclusive).payoutMicros()) {
            return shared;
        }
        for (int option : shared) {
            room.giveBack(option);
        }
        if (!room.take(exclusive)) {
            throw new IllegalStateException("option " + exclusive + " had room and has none");
        }
        return new int[] {exclusive};
    }

    /** The first exclusive option with room, taken; -1 when there is none. */
    private static int firstExclusive(List<Option> options, Room room) {
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).mode() == SaleMode.EXCLUSIVE && room.take(i)) {
                return i;
            }
        }
        return -1;
    }

    private static int[] gatherShared(List<Option> options, int maxLegs, Room room) {
        int[] legs = new int[Math.min(maxLegs, options.size())];
        int size = 0;
        Set<String> groups = new HashSet<>();
        for (int i = 0; i < options.size() && size < legs.length; i++) {
            Option option = options.get(i);
            boolean free = option.mode() == SaleMode.SHARED
                    && (option.group() == null || !groups.contains(option.group()))
                    && room.take(i);
            if (free) {
                legs[size++] = i;
                if (option.group() != null) {
                    groups.add(option.group());
                }
            }
        }
        return size == 0 ? NONE : Arrays.copyOf(legs, size);
    }

    private static long sum(List<Option> options, int[] legs) {
        long sum = 0;
        for (int leg : legs) {
            sum += options.get(leg).payoutMicros();
        }
        return sum;
    }
}
