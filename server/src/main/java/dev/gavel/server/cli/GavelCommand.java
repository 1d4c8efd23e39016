package dev.gavel.server.cli;

import dev.gavel.server.ConfigException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The commands of gavel. Exit codes: 0 done; 1 it failed; 2 the command line or configuration is wrong; 3 a check found something wrong.
 */
@Command(
        name = "gavel",
        description = "A ping/post auction server.",
        mixinStandardHelpOptions = true,
        version = "gavel 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            RehearseCommand.class,
            MigrateCommand.class,
            ApplyCommand.class,
            KeysCommand.class,
            FundsCommand.class,
            StatementCommand.class,
            ReturnsCommand.class,
            DeliveriesCommand.class,
            WebhooksCommand.class,
            HoldsCommand.class,
            SuppressCommand.class,
            DncCommand.class,
            GatesCommand.class,
            AuditCommand.class
        },
        footer = {"", "Configuration comes from GAVEL_* environment variables; docs/CONFIGURATION.md lists them."})
public final class GavelCommand {

    /** It failed. */
    static final int FAILED = 1;

    /** The command line or the configuration is wrong. */
    static final int MISUSED = 2;

    /** A check found something wrong. */
    static final int FOUND_WRONG = 3;

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Read GAVEL_* variables from a file of KEY=value lines; the environment wins.")
    private @Nullable Path envFile;

    /**
     * Runs one command line to its end.
     *
     * @return the exit code
     */
    public static int run(String... args) {
        return new CommandLine(new GavelCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(GavelCommand::tell)
                .execute(args);
    }

    /** The variables that the command is configured by. */
    Map<String, String> environment() {
        return EnvironmentFile.merged(envFile, System.getenv());
    }

    private static int tell(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof ConfigException) {
            err.println("gavel: the configuration is wrong:");
            String message = failure.getMessage();
            if (message != null) {
                message.lines().forEach(line -> err.println("  " + line));
            }
            return MISUSED;
        }
        err.println(
                "gavel: " + (failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage()));
        Throwable cause = failure.getCause();
        if (cause != null && cause.getMessage() != null) {
            err.println("  " + cause.getMessage());
        }
        return FAILED;
    }
}
