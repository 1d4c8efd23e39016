package dev.gavel.persistence.redis;

import dev.gavel.auction.award.Legs;
import dev.gavel.auction.cap.CapLedger.Option;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.contract.SaleMode;
import java.util.List;

/**
 * What a lead gets where nothing is full, by {@link Legs}, and which options must have room for that to be so. Most leads get what they wish: the
 * award script then need not look at their options one by one.
 *
 * <p>Thread safety: its arrays are not to be changed.
 *
 * @param legs positions of the options that win, ascending; empty without options
 * @param lookedAt by position, whether the choice depends on the option's room
 */
record Wish(int[] legs, boolean[] lookedAt) {

    /** A room that is never full, and knows who asked. */
    private record Boundless(boolean[] lookedAt) implements Legs.Room {

        @Override
        public boolean take(int option) {
            lookedAt[option] = true;
            return true;
        }

        @Override
        public void giveBack(int option) {
            // There is enough for everyone.
        }
    }

    static Wish of(Request request) {
        List<Option> options = request.options();
        boolean[] lookedAt = new boolean[options.size()];
        int[] legs = Legs.choose(options, request.maxLegs(), new Boundless(lookedAt));
        if (isDearerThanAnyExclusive(options, legs)) {
            for (int o = 0; o < lookedAt.length; o++) {
                lookedAt[o] &= options.get(o).mode() == SaleMode.SHARED;
            }
        }
        return new Wish(legs, lookedAt);
    }

    /** Whether no exclusive option could win, even were the first of them full. */
    private static boolean isDearerThanAnyExclusive(List<Option> options, int[] legs) {
        long sum = 0;
        for (int leg : legs) {
            sum += options.get(leg).payoutMicros();
        }
        for (int o = 0; o < options.size(); o++) {
            if (options.get(o).mode() == SaleMode.EXCLUSIVE && options.get(o).payoutMicros() >= sum) {
                return false;
            }
        }
        return true;
    }

    boolean has(int position) {
        for (int leg : legs) {
            if (leg == position) {
                return true;
            }
        }
        return false;
    }

    /** The last second until which all of it may be promised, since 1970. */
    long untilSeconds(List<Option> options) {
        long until = Long.MAX_VALUE;
        for (int leg : legs) {
            until = Math.min(until, options.get(leg).untilSeconds());
        }
        return until;
    }
}
