package dev.gavel.server.cli;

import dev.gavel.server.CommandRedis;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** Tells Redis at once what a command has booked in Postgres. Blocks; for commands only. */
final class CounterNews {

    private CounterNews() {}

    /**
     * Tells it if it can be reached. Where it cannot the command has done its work all the same: the counters follow when they are compared, or
     * rebuilt.
     */
    static void tell(Backstage backstage, PrintWriter err, Consumer<CommandRedis> news) {
        try (CommandRedis redis = CommandRedis.open(backstage.config(), backstage.scope())) {
            news.accept(redis);
        } catch (RuntimeException e) {
            err.println("gavel: Redis could not be told (" + e.getClass().getSimpleName()
                    + "); it follows within minutes, when the counters are compared");
        }
    }
}
