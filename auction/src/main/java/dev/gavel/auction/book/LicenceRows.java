package dev.gavel.auction.book;

import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.UsState;

/**
 * For each state the contracts that may have its leads on one day: those whose buyers are licensed there, and those that need no licence.
 * A lead without a state may go to the latter only.
 *
 * <p>Thread safety: immutable.
 */
final class LicenceRows {

    private final int stateIndex;
    private final Row stateless;
    private final Row[] stateToRow;

    private LicenceRows(int stateIndex, Row stateless, Row[] stateToRow) {
        this.stateIndex = stateIndex;
        this.stateless = stateless;
        this.stateToRow = stateToRow;
    }

    /** Who may have this lead. */
    Row row(Lead lead) {
        return stateIndex >= 0 && lead.has(stateIndex) ? stateToRow[(int) lead.code(stateIndex)] : stateless;
    }

    /** Collects contracts. Confined to one thread. */
    static final class Builder {

        private final int stateIndex;
        private final long[] free;
        private final long[][] stateToBits;

        /** @param stateIndex the slot of a lead's state; negative when the vertical has none */
        Builder(int stateIndex, int contracts) {
            this.stateIndex = stateIndex;
            this.free = new long[Bits.words(contracts)];
            this.stateToBits = new long[UsState.values().length][Bits.words(contracts)];
        }

        void addFree(IntList positions) {
            set(free, positions);
            for (long[] bits : stateToBits) {
                set(bits, positions);
            }
        }

        /** @param states ordinals as bits */
        void addLicensed(IntList positions, long states) {
            for (int state = 0; state < stateToBits.length; state++) {
                if ((states >>> state & 1) != 0) {
                    set(stateToBits[state], positions);
                }
            }
        }

        LicenceRows build() {
            Row[] rows = new Row[stateToBits.length];
            for (int state = 0; state < rows.length; state++) {
                rows[state] = Row.of(stateToBits[state]);
            }
            return new LicenceRows(stateIndex, Row.of(free), rows);
        }

        private static void set(long[] bits, IntList positions) {
            for (int i = 0; i < positions.size(); i++) {
                Bits.set(bits, positions.get(i));
            }
        }
    }
}
