package dev.gavel.server.cli;

import dev.gavel.auction.market.MarketDiff;
import dev.gavel.auction.market.Problem;
import dev.gavel.persistence.postgres.MarketStore;
import dev.gavel.server.market.MarketDesk;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows what a market file changes, and applies it. */
@Command(
        name = "apply",
        description = {
            "Show what a market file changes against the newest version, and apply it as the next one.",
            "Running nodes pick it up at once. To roll back, apply the earlier file."
        },
        mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {

    @ParentCommand
    private GavelCommand gavel = new GavelCommand();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The market file; docs/MARKET.md describes it.")
    private Path file = Path.of("market.yaml");

    @Option(
            names = "--tenant",
            required = true,
            paramLabel = "TENANT",
            description = "Whose market it is; made when it is new.")
    private String tenant = "";

    @Option(names = "--dry-run", description = "Show the changes and apply nothing.")
    private boolean dryRun;

    @Option(names = "--author", paramLabel = "NAME", description = "Who applies it; the login name otherwise.")
    private String author = System.getProperty("user.name", "unknown");

    @Override
    public Integer call() throws IOException {
        String yaml = Files.readString(file);
        try (Backstage backstage = Backstage.open(gavel)) {
            MarketDesk.Plan plan = Objects.requireNonNull(
                    backstage.markets().plan(tenant, yaml).block());
            return switch (plan) {
                case MarketDesk.Plan.Refused refused -> tell(refused);
                case MarketDesk.Plan.Ready ready -> apply(backstage, ready);
            };
        }
    }

    private int tell(MarketDesk.Plan.Refused refused) {
        PrintWriter err = spec.commandLine().getErr();
        for (Problem problem : refused.problems()) {
            err.println(file + ": " + problem);
        }
        err.println(refused.problems().size() + " problems; nothing was applied");
        return GavelCommand.FOUND_WRONG;
    }

    private int apply(Backstage backstage, MarketDesk.Plan.Ready plan) {
        PrintWriter out = spec.commandLine().getOut();
        MarketDiff.lines(plan.changes()).forEach(out::println);
        if (plan.changes().isEmpty()) {
            out.println("nothing changes against version " + plan.from());
        }
        if (dryRun) {
            out.println("dry run: nothing was applied");
            return 0;
        }
        backstage.tenants().create(tenant, tenant).block();
        MarketStore.Applied applied = Objects.requireNonNull(
                backstage.markets().apply(tenant, plan, author).block());
        return switch (applied) {
            case MarketStore.Applied.Done done -> {
                follow(backstage, done);
                yield told("applied as version " + done.version(), 0);
            }
            case MarketStore.Applied.CurrencyBooked booked ->
                told(
                        "money is booked in " + booked.currency() + " meanwhile; nothing was applied",
                        GavelCommand.FAILED);
            case MarketStore.Applied.Unchanged unchanged -> told("version " + unchanged.version() + " is this file", 0);
            case MarketStore.Applied.Stale stale ->
                told("version " + stale.version() + " was applied meanwhile; look again", GavelCommand.FAILED);
        };
    }

    /** A credit limit that was raised can be spent at once. */
    private void follow(Backstage backstage, MarketStore.Applied.Done done) {
        if (!done.creditChangeMicrosByBuyer().isEmpty()) {
            CounterNews.tell(
                    backstage,
                    spec.commandLine().getErr(),
                    redis -> done.creditChangeMicrosByBuyer()
                            .forEach((buyer, micros) -> redis.addFunds(tenant, buyer, micros)));
        }
    }

    private int told(String outcome, int exitCode) {
        spec.commandLine().getOut().println(outcome);
        return exitCode;
    }
}
