package dev.gavel.bench.ceiling;

import dev.gavel.bench.net.ChildJvm;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs one ceiling until its standard input ends. Says {@code listening PORT} when ready. */
@Command(name = "serve", description = "Runs one ceiling until standard input ends.")
public final class Serve implements Callable<Integer> {

    /** What {@link Serve} says once, followed by the port. */
    static final String LISTENING = "listening ";

    @Option(names = "--ceiling", required = true, description = "${COMPLETION-CANDIDATES}")
    private Ceiling ceiling = Ceiling.BARE;

    @Option(names = "--port", description = "0: any free one (default)")
    private int port;

    @Option(names = "--redis-port", description = "of a Redis on the loopback (default: ${DEFAULT-VALUE})")
    private int redisPort = 6379;

    @Option(names = "--farm-port", description = "of a buyer farm on the loopback")
    private int farmPort;

    @Option(names = "--bidders", description = "of that farm to ask (default: ${DEFAULT-VALUE})")
    private int bidders = 5;

    @Option(names = "--threads", description = "event loops (default: the machine's processors)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws IOException {
        try (CeilingServer server = ceiling.start(port, new Backends(redisPort, farmPort, bidders), threads)) {
            System.out.println(LISTENING + server.port());
            ChildJvm.awaitParent();
        }
        return 0;
    }
}
