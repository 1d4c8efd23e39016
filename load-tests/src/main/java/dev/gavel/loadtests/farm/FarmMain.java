package dev.gavel.loadtests.farm;

import java.io.IOException;
import java.util.Arrays;

/**
 * Runs a farm as {@link FarmPlan#parse} reads the arguments, says {@code listening PORT}, and ends with its standard input: when the process that
 * started it ends, it does too. With {@code for-ever} as the first argument it ends only by a signal.
 */
public final class FarmMain {

    /** What it says once, followed by the port. */
    public static final String LISTENING = "listening ";

    private static final String FOR_EVER = "for-ever";

    private FarmMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        boolean forEver = arguments.length > 0 && arguments[0].equals(FOR_EVER);
        String[] plan = forEver ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
        try (BuyerFarm farm = BuyerFarm.start(FarmPlan.parse(plan))) {
            System.out.println(LISTENING + farm.port());
            if (forEver) {
                Thread.currentThread().join();
            }
            while (System.in.read() >= 0) {
                // lines that nobody asked for
            }
            System.err.println("farm: asked " + farm.asked() + " times, " + farm.posted() + " leads");
        }
    }
}
