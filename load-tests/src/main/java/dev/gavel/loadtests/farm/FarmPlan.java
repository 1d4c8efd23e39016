package dev.gavel.loadtests.farm;

import java.util.HashMap;
import java.util.Map;

/**
 * How a farm's bidders behave. The same plan draws the same kinds of bidders, prices and latencies.
 *
 * <p>Thread safety: immutable.
 *
 * @param port on the loopback; 0 for any that is free
 * @param threads event loops
 * @param seed of all that is drawn
 * @param medianMillis of the time that a prompt bidder thinks; 0 answers at once
 * @param sigma how far the latencies scatter: the standard deviation of their logarithm (log-normal)
 * @param slowPercent of the bidders think {@link #SLOW_TIMES} as long
 * @param deadPercent of the bidders read requests and never answer
 * @param bidPercent of the answers are bids; the others decline
 * @param rejectPercent of the leads are refused
 */
public record FarmPlan(
        int port,
        int threads,
        long seed,
        double medianMillis,
        double sigma,
        int slowPercent,
        int deadPercent,
        int bidPercent,
        int rejectPercent) {

    /** How many times longer a slow bidder thinks. */
    public static final int SLOW_TIMES = 20;

    /** One event loop; every bidder bids at once, every lead is taken. */
    public static final FarmPlan AT_ONCE = new FarmPlan(0, 1, 20_261_122, 0, 0, 0, 0, 100, 0);

    public FarmPlan {
        percent("slow", slowPercent);
        percent("dead", deadPercent);
        percent("bid", bidPercent);
        percent("reject", rejectPercent);
        if (slowPercent + deadPercent > 100) {
            throw new IllegalArgumentException(
                    "slow and dead: " + (slowPercent + deadPercent) + " (expected: at most 100 together)");
        }
        if (threads < 1 || medianMillis < 0 || sigma < 0) {
            throw new IllegalArgumentException("threads, median or sigma (expected: at least 1, 0 and 0)");
        }
    }

    /** Reads {@code name=value} for each name that differs from {@link #AT_ONCE}: port, threads, seed, median-ms, sigma, slow, dead, bid, reject. */
    public static FarmPlan parse(String... arguments) {
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + argument + "' (expected: name=value)");
            }
            given.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        FarmPlan plan = new FarmPlan(
                whole(given, "port", AT_ONCE.port),
                whole(given, "threads", AT_ONCE.threads),
                Long.parseLong(taken(given, "seed", Long.toString(AT_ONCE.seed))),
                Double.parseDouble(taken(given, "median-ms", "0")),
                Double.parseDouble(taken(given, "sigma", "0")),
                whole(given, "slow", AT_ONCE.slowPercent),
                whole(given, "dead", AT_ONCE.deadPercent),
                whole(given, "bid", AT_ONCE.bidPercent),
                whole(given, "reject", AT_ONCE.rejectPercent));
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("unknown: " + given.keySet());
        }
        return plan;
    }

    private static int whole(Map<String, String> given, String name, int otherwise) {
        return Integer.parseInt(taken(given, name, Integer.toString(otherwise)));
    }

    private static String taken(Map<String, String> given, String name, String otherwise) {
        String value = given.remove(name);
        return value == null ? otherwise : value;
    }

    private static void percent(String name, int value) {
        if (value < 0 || value > 100) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to 100)");
        }
    }
}
