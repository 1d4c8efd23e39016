package dev.gavel.server.cli;

import dev.gavel.server.demo.Demo;
import dev.gavel.server.demo.DemoTour;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a marketplace to try. */
@Command(
        name = "demo",
        description = {
            "Start a marketplace to try: embedded Postgres and Redis, simulated buyers, and a node.",
            "Data stays in .gavel/ between runs. Ctrl-C stops everything."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--once", description = "Send a ping and its post, show what came of them, and stop everything.")
    private boolean once;

    @Option(
            names = "--port",
            defaultValue = "8080",
            paramLabel = "PORT",
            description = "Where to serve; another port when it is taken (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where data is kept (default: .gavel beside the launcher).")
    private Path folder = Path.of(System.getProperty("gavel.home", "."), ".gavel");

    @Override
    public Integer call() throws Exception {
        if (System.getenv("GAVEL_LOG_FORMAT") == null) {
            DemoLogging.quiet();
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Demo demo = Demo.start(folder, port)) {
            DemoTour tour = new DemoTour(demo, out);
            if (once) {
                return tour.walk() ? 0 : GavelCommand.FAILED;
            }
            tour.invite();
            awaitInterrupt(demo);
            return 0;
        }
    }

    /** Until the process is told to stop; the demo then ends before the process does. */
    private static void awaitInterrupt(Demo demo) throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    demo.close();
                    told.countDown();
                },
                "gavel-demo-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        told.await();
    }
}
