package dev.gavel.server.cli;

import dev.gavel.server.Config;
import dev.gavel.server.Gavel;
import dev.gavel.server.PlainStores;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Serves until the process is told to stop; then drains. */
@Command(
        name = "serve",
        description = "Serve vendors and buyers, on running Postgres and Redis servers.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @ParentCommand
    private GavelCommand gavel = new GavelCommand();

    @Override
    public Integer call() throws InterruptedException {
        Config config = Config.from(gavel.environment());
        config.shown()
                .forEach((key, value) -> LOG.atInfo()
                        .addKeyValue("key", key)
                        .addKeyValue("value", value)
                        .log("Configuration"));
        PlainStores.of(config)
                .forEach(key ->
                        LOG.atWarn().addKeyValue("key", key).log("A store on another host is spoken to without TLS"));
        Gavel node = Gavel.start(config);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            node.close();
                            stopped.countDown();
                        },
                        "gavel-shutdown"));
        LOG.atInfo().addKeyValue("port", node.port()).log("Serving");
        stopped.await();
        return 0;
    }
}
