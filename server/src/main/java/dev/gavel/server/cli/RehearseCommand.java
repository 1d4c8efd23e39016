package dev.gavel.server.cli;

import dev.gavel.server.demo.Rehearsal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lets a marketplace of its own run under traffic; the launcher makes the cache of {@code serve} from it. */
@Command(
        name = "rehearse",
        description = {
            "Run a marketplace of its own under traffic for some seconds, and delete it.",
            "The launcher does this once after a build, so that `serve` starts fast."
        },
        mixinStandardHelpOptions = true)
final class RehearseCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--seconds",
            defaultValue = "6",
            paramLabel = "SECONDS",
            description = "How long vendors ping (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Override
    public Integer call() throws IOException {
        if (System.getenv("GAVEL_LOG_FORMAT") == null) {
            DemoLogging.quiet();
        }
        Rehearsal.Result result =
                new Rehearsal(Path.of(System.getProperty("java.io.tmpdir"))).run(Duration.ofSeconds(seconds));
        spec.commandLine().getOut().println(result.pings() + " pings, " + result.sales() + " sales");
        return result.sales() > 0 ? 0 : GavelCommand.FAILED;
    }
}
