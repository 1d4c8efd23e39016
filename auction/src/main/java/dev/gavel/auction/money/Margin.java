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
    // No deadlock: without default methods, initializing a record does not initialize this interface (JLS 12.4.1).
    @SuppressWarnings("ClassInitializationDeadlock")
    Margin NONE = new Fixed(0);

    /** Micros in a cent: payouts are whole cents. */
    long CENT_MICROS = Money.UNIT_MICROS / 100;

    /** The margin before rounding, in micros, for a price in micros. */
    long marginMicros(long priceMicros);

    /** What the vendor gets for a price: whole cents, from 0 to the price. */
    long payoutMicros(long priceMicros);

    /**
     * The least price, not below {@code fromMicros}, for which the vendor gets at least {@code payoutMicros}; {@link Long#MAX_VALUE} when there
     * is none up to {@link Money#MAX_MICROS}.
     */
    long leastPriceMicros(long payoutMicros, long fromMicros);

    /**
     * A share of the price.
     *
     * @param basisPoints from 0 to 10,000; 1,500 is 15 %
     */
    record Percent(int basisPoints) implements Margin {

        private static final long WHOLE = 10_000;

        public Percent {
            requireBetween(basisPoints, 0, WHOLE, "basisPoints");
        }

        @Override
        public long marginMicros(long priceMicros) {
            // In two parts: the product of a large price would not fit in a long.
            return priceMicros / WHOLE * basisPoints + Math.ceilDiv(priceMicros % WHOLE * basisPoints, WHOLE);
        }

        @Override
        public long payoutMicros(long priceMicros) {
            return payout(priceMicros, marginMicros(priceMicros));
        }

        @Override
        public long leastPriceMicros(long payoutMicros, long fromMicros) {
            if (payoutMicros <= 0) {
                return atMost(fromMicros);
            }
            long kept = WHOLE - basisPoints;
            if (kept == 0) {
                return Long.MAX_VALUE;
            }
            long payout = wholeCents(payoutMicros);
            long whole = payout / kept;
            if (whole > Money.MAX_MICROS / WHOLE) {
                return Long.MAX_VALUE;
            }
            return atMost(Math.max(fromMicros, whole * WHOLE + Math.ceilDiv(payout % kept * WHOLE, kept)));
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

        @Override
        public long payoutMicros(long priceMicros) {
            return payout(priceMicros, marginMicros(priceMicros));
        }

        @Override
        public long leastPriceMicros(long payoutMicros, long fromMicros) {
            if (payoutMicros <= 0) {
                return atMost(fromMicros);
            }
            return atMost(Math.max(fromMicros, wholeCents(payoutMicros) + amountMicros));
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

        @Override
        public long payoutMicros(long priceMicros) {
            return payout(priceMicros, marginMicros(priceMicros));
        }

        /** A payout may fall where a band with a larger margin begins, and so each band is looked at in turn. */
        @Override
        public long leastPriceMicros(long payoutMicros, long fromMicros) {
            for (int i = 0; i < bands.size(); i++) {
                long from = Math.max(fromMicros, bands.get(i).fromMicros());
                long below = i + 1 < bands.size() ? bands.get(i + 1).fromMicros() : Long.MAX_VALUE;
                long least = from < below ? bands.get(i).margin().leastPriceMicros(payoutMicros, from) : Long.MAX_VALUE;
                if (least < below) {
                    return least;
                }
            }
            return Long.MAX_VALUE;
        }
    }

    /** One row of a {@link Table}. */
    record Band(long fromMicros, Margin margin) {}

    private static long payout(long priceMicros, long marginMicros) {
        long payout = Math.max(0, priceMicros - marginMicros);
        return payout - payout % CENT_MICROS;
    }

    private static long wholeCents(long payoutMicros) {
        return Math.ceilDiv(payoutMicros, CENT_MICROS) * CENT_MICROS;
    }

    private static long atMost(long priceMicros) {
        return priceMicros <= Money.MAX_MICROS ? priceMicros : Long.MAX_VALUE;
    }

    private static void requireBetween(long value, long least, long most, String name) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
