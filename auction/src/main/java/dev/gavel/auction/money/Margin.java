package dev.gavel.auction.money;

import java.util.List;

/**
 * What the tenant keeps of a buyer's price. The vendor's payout is the price less the margin, rounded down to a whole cent (the
 * margin gets the rest), and never below zero.
 *
 * <p>Thread safety: immutable.
 */
public sealed interface Margin {

    /** Keeps nothing. */
    Margin NONE = new Fixed(0);

    /** Micros in a cent: payouts are whole cents. */
    long CENT_MICROS = Money.UNIT_MICROS / 100;

    /** The margin before rounding, in micros, for a price in micros. */
    long marginMicros(long priceMicros);

    /** What the vendor gets for a price: whole cents, from 0 to the price. */
    default long payoutMicros(long priceMicros) {
        long payout = Math.max(0, priceMicros - marginMicros(priceMicros));
        return payout - payout % CENT_MICROS;
    }

    /**
     * A share of the price.
     *
     * @param basisPoints from 0 to 10,000; 1,500 is 15 %
     */
    record Percent(int basisPoints) implements Margin {
        public Percent {
            requireBetween(basisPoints, 0, 10_000, "basisPoints");
        }

        @Override
        public long marginMicros(long priceMicros) {
            return Math.ceilDiv(priceMicros * basisPoints, 10_000L);
        }
    }

    /** The same amount of every price, in micros. */
    record Fixed(long amountMicros) implements Margin {
        public Fixed {
            requireBetween(amountMicros, 0, Money.MAX_MICROS, "amountMicros");
        }

        @Override
        public long marginMicros(long priceMicros) {
            return amountMicros;
        }
    }

    /**
     * A margin by the band that the price falls in: the last band whose {@code fromMicros} is not above the price.
     *
     * @param bands ascending by {@code fromMicros}, the first from 0
     */
    record Table(List<Band> bands) implements Margin {
        public Table {
            bands = List.copyOf(bands);
            if (bands.isEmpty() || bands.getFirst().fromMicros() != 0) {
                throw new IllegalArgumentException("bands: the first must start at 0");
            }
            for (int i = 1; i < bands.size(); i++) {
                if (bands.get(i).fromMicros() <= bands.get(i - 1).fromMicros()) {
                    throw new IllegalArgumentException("bands: must ascend");
                }
            }
        }

        @Override
        public long marginMicros(long priceMicros) {
            int i = bands.size() - 1;
            while (bands.get(i).fromMicros() > priceMicros) {
                i--;
            }
            return bands.get(i).margin().marginMicros(priceMicros);
        }
    }

    /** One row of a {@link Table}. */
    record Band(long fromMicros, Margin margin) {}

    private static void requireBetween(long value, long least, long most, String name) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
