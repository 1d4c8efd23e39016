package dev.gavel.server.cli;

import dev.gavel.auction.money.Account;
import dev.gavel.auction.money.Money;
import dev.gavel.auction.money.Transfer;
import dev.gavel.persistence.postgres.Ledger;
import dev.gavel.persistence.postgres.ManualBooking;
import dev.gavel.persistence.postgres.ManualBookings;
import dev.gavel.server.admin.BookingEvent;
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

/** Books by hand and shows the accounts. */
@Command(
        name = "funds",
        description = "Book by hand, and show the accounts.",
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
            ManualBooking booking = new ManualBooking(
                    tenant,
                    Transfer.Kind.DEPOSIT,
                    Account.buyer(buyer),
                    currency,
                    micros,
                    reference,
                    "",
                    "operator",
                    Instant.now(),
                    null);
            ManualBookings.Outcome outcome = Objects.requireNonNull(new ManualBookings(backstage.scope())
                    .book(booking, List.of(BookingEvent.of(booking)))
                    .block());
            if (outcome == ManualBookings.Outcome.BOOKED) {
                raise(backstage, tenant, buyer, micros);
            }
            return tell(outcome);
        }
    }

    @Command(
            name = "book",
            description = "Withdraw for a buyer, pay a vendor out, or adjust either, once for each reference.",
            mixinStandardHelpOptions = true)
    int book(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose account.")
                    String tenant,
            @Option(
                            names = "--kind",
                            required = true,
                            paramLabel = "KIND",
                            description = "deposit, withdrawal, payout, or adjustment.")
                    Transfer.Kind kind,
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
                            description = "What the booking is called.")
                    String reference,
            @Option(
                            names = "--reason",
                            required = true,
                            paramLabel = "TEXT",
                            description = "Why; stands in statements. No personal data.")
                    String reason,
            @Option(names = "--debit", description = "Of an adjustment: from the account rather than towards it.")
                    boolean debit,
            @Parameters(index = "0", paramLabel = "ACCOUNT", description = "Such as buyer/beacon.") String name,
            @Parameters(index = "1", paramLabel = "AMOUNT", description = "Such as 500.00.") String amount) {
        Account account = Account.parse(name);
        long micros = Money.parseMicros(amount);
        boolean possible = account != null
                && ManualBooking.takes(kind, account.kind())
                && (!debit || kind == Transfer.Kind.ADJUSTMENT);
        if (account == null || !possible || micros == Money.INVALID || micros == 0 || reason.isBlank()) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "gavel: cannot be booked: " + kind + " of " + amount + " for " + name
                                    + " (expected: deposit or withdrawal of buyer/ID, payout of vendor/ID, adjustment of either)");
            return GavelCommand.MISUSED;
        }
        ManualBooking booking = new ManualBooking(
                tenant,
                kind,
                account,
                currency,
                debit ? -micros : micros,
                reference,
                reason,
                "operator",
                Instant.now(),
                null);
        try (Backstage backstage = Backstage.open(gavel)) {
            ManualBookings.Outcome outcome = Objects.requireNonNull(new ManualBookings(backstage.scope())
                    .book(booking, List.of(BookingEvent.of(booking)))
                    .block());
            if (outcome == ManualBookings.Outcome.BOOKED && account.kind() == Account.Kind.BUYER) {
                raise(backstage, tenant, account.owner(), booking.changeMicros());
            }
            return tell(outcome);
        }
    }

    private void raise(Backstage backstage, String tenant, String buyer, long micros) {
        CounterNews.tell(backstage, spec.commandLine().getErr(), redis -> redis.addFunds(tenant, buyer, micros));
    }

    private int tell(ManualBookings.Outcome outcome) {
        PrintWriter out = spec.commandLine().getOut();
        return switch (outcome) {
            case BOOKED -> told(out, "booked", 0);
            case BOOKED_BEFORE -> told(out, "was booked before under this reference", 0);
            case REFERENCE_TAKEN ->
                told(out, "the reference stands for another booking; nothing was booked", GavelCommand.FAILED);
            case BEYOND_LIMIT ->
                told(out, "the account would go below its limit; nothing was booked", GavelCommand.FAILED);
        };
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

    private static int told(PrintWriter out, String outcome, int exitCode) {
        out.println(outcome);
        return exitCode;
    }
}
