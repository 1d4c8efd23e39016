package dev.gavel.server.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** A process full of {@link Hostility}: lives until its standard input ends, and says then how many actions there were. */
final class HostileStorm {

    private HostileStorm() {}

    /**
     * Runs it.
     *
     * @param arguments port, key, clients, actions per second of all of them, kinds divided by commas
     */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        String key = arguments[1];
        int clients = Integer.parseInt(arguments[2]);
        List<Hostility> kinds =
                Stream.of(arguments[4].split(",")).map(Hostility::valueOf).toList();
        Hostility.Pace pace =
                new Hostility.Pace(TimeUnit.SECONDS.toNanos(clients) / Integer.parseInt(arguments[3]), new LongAdder());
        Hostility.among(clients, kinds).forEach((kind, count) -> {
            for (int i = 0; i < count; i++) {
                Thread.startVirtualThread(() -> kind.runFor(port, key, pace));
            }
        });
        while (System.in.read() >= 0) {
            // Nothing is to be said.
        }
        System.out.write((pace.actions().sum() + "\n").getBytes(US_ASCII));
        System.out.flush();
        // Its threads wait for what may never come.
        Runtime.getRuntime().halt(0);
    }
}
