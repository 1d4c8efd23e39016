package dev.gavel.loadtests.farm;

/**
 * One bidder of a farm, made of the plan and its number: nothing is kept of it, so that hundreds cost no more than one.
 *
 * @param number from its path, at least 0
 */
record Bidder(FarmPlan plan, int number) {

    private static final int LEAST_CENTS = 1_000;
    private static final int CENT_STEPS = 7_000;
    private static final double LONGEST_MILLIS = 60_000;

    /** What kind of bidder it is. */
    enum Kind {
        PROMPT,
        SLOW,
        DEAD
    }

    Kind kind() {
        int draw = (int) Long.remainderUnsigned(mixed(plan.seed() + 31L * number), 100);
        if (draw < plan.deadPercent()) {
            return Kind.DEAD;
        }
        return draw < plan.deadPercent() + plan.slowPercent() ? Kind.SLOW : Kind.PROMPT;
    }

    /** The price for the request with this draw, in cents, 10.00 to 79.99; 0 declines. */
    int cents(long draw) {
        long mixed = mixed(draw ^ plan.seed() ^ ((long) number << 32));
        boolean bids = Long.remainderUnsigned(mixed, 100) < plan.bidPercent();
        return bids ? LEAST_CENTS + (int) Long.remainderUnsigned(mixed >>> 7, CENT_STEPS) : 0;
    }

    /** How long it thinks about the request with this draw, in nanoseconds; 0: not at all. */
    long thinkNanos(long draw) {
        if (plan.medianMillis() == 0) {
            return 0;
        }
        double millis = plan.medianMillis() * Math.exp(plan.sigma() * normal(mixed(draw + 0x5DEECE66DL)));
        double slowed = kind() == Kind.SLOW ? millis * FarmPlan.SLOW_TIMES : millis;
        return (long) (Math.min(slowed, LONGEST_MILLIS) * 1e6);
    }

    /** Whether it takes the lead with this idempotency key: the same for the same key. */
    boolean takes(CharSequence key) {
        long hash = plan.seed();
        for (int i = 0; i < key.length(); i++) {
            hash = hash * 31 + key.charAt(i);
        }
        return Long.remainderUnsigned(mixed(hash), 100) >= plan.rejectPercent();
    }

    /** A draw of the standard normal distribution (Box and Muller, 1958) from 64 random bits. */
    private static double normal(long bits) {
        double first = ((bits >>> 32) + 1) / 4_294_967_297.0;
        double second = (bits & 0xFFFF_FFFFL) / 4_294_967_296.0;
        return Math.sqrt(-2 * Math.log(first)) * Math.cos(2 * Math.PI * second);
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
    static long mixed(long value) {
        long z = value + 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
