package dev.gavel.server.cli;

import dev.gavel.auction.money.Money;
import dev.gavel.persistence.postgres.Ledger;
import dev.gavel.server.CommandRedis;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;

/** Pays in for buyers and shows the accounts. */
@Command(
        name = "funds",
        description = "Pay in for buyers, and show the accounts.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class FundsCommand {

    @ParentCommand
    private GavelCommand gavel = new GavelCommand();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "add",
            description = "Pay in for a buyer, once for each reference.",
            mixinStandardHelpOptions = true)
    int add(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose buyer.")
                    String tenant,
            @Option(names = "--buyer", required = true, paramLabel = "BUYER", description = "Whose account.")
                    String buyer,
            @Option(
                            names = "--currency",
                            defaultValue = "USD",
                            paramLabel = "CODE",
                            description = "The market's currency.")
                    String currency,
            @Option(
                            names = "--reference",
                            required = true,
                            paramLabel = "TEXT",
                            description = "What the payment is called.")
                    String reference,
            @Parameters(paramLabel = "AMOUNT", description = "Such as 500.00.") String amount) {
        long micros = Money.parseMicros(amount);
        if (micros == Money.INVALID || micros == 0) {
            spec.commandLine().getErr().println("gavel: not an amount above zero: " + amount);
            return GavelCommand.MISUSED;
        }
        try (Backstage backstage = Backstage.open(gavel)) {
            Ledger.Deposit deposit = Objects.requireNonNull(backstage
                    .ledger()
                    .deposit(tenant, buyer, currency, micros, reference, Instant.now())
                    .block());
            if (deposit == Ledger.Deposit.BOOKED) {
                // Postgres first: should Redis not hear of it, less is sold than could be, until the counters are
                // rebuilt.
                try (CommandRedis redis = CommandRedis.open(backstage.config(), backstage.scope())) {
                    Mono.fromCompletionStage(redis.changes().addFunds(tenant, buyer, micros))
                            .block();
                }
            }
            return tell(deposit);
        }
    }

    @Command(
            name = "show",
            description = "Show a tenant's accounts and whether they sum to zero.",
            mixinStandardHelpOptions = true)
    int show(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose accounts.")
                    String tenant) {
        try (Backstage backstage = Backstage.open(gavel)) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("ACCOUNT", "BALANCE", "CREDIT", "CURRENCY"));
            for (Ledger.Balance balance : backstage
                    .ledger()
                    .balances(tenant)
                    .collectList()
                    .blockOptional()
                    .orElse(List.of())) {
                rows.add(List.of(
                        balance.account(),
                        Money.format(balance.micros()),
                        Money.format(balance.creditLimitMicros()),
                        balance.currency()));
            }
            PrintWriter out = spec.commandLine().getOut();
            Output.table(out, rows);
            boolean zero =
                    Boolean.TRUE.equals(backstage.ledger().sumIsZero(tenant).block());
            out.println(zero ? "the accounts sum to zero" : "THE ACCOUNTS DO NOT SUM TO ZERO");
            return zero ? 0 : GavelCommand.FOUND_WRONG;
        }
    }

    private int tell(Ledger.Deposit deposit) {
        PrintWriter out = spec.commandLine().getOut();
        return switch (deposit) {
            case BOOKED -> told(out, "booked", 0);
            case BOOKED_BEFORE -> told(out, "was booked before under this reference", 0);
            case REFERENCE_TAKEN ->
                told(out, "the reference stands for another payment; nothing was booked", GavelCommand.FAILED);
        };
    }

    private static int told(PrintWriter out, String outcome, int exitCode) {
        out.println(outcome);
        return exitCode;
    }
}
