package dev.gavel.server.cli;

import dev.gavel.auction.money.Money;
import dev.gavel.auction.reason.Reason;
import dev.gavel.auction.returns.ReturnClaim;
import dev.gavel.auction.returns.ReturnState;
import dev.gavel.auction.returns.Verdict;
import dev.gavel.persistence.postgres.Returns;
import dev.gavel.persistence.postgres.SaleReturn;
import dev.gavel.persistence.postgres.SoldDelivery;
import dev.gavel.server.admin.ReturnEvent;
import dev.gavel.server.vendor.SoldReservation;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists and decides returns. */
@Command(
        name = "returns",
        description = "List and decide returns of sold leads.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ReturnsCommand {

    private static final String OPERATOR = "operator";

    @ParentCommand
    private GavelCommand gavel = new GavelCommand();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(name = "list", description = "List returns, the newest first.", mixinStandardHelpOptions = true)
    int list(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose returns.")
                    String tenant,
            @Option(names = "--state", paramLabel = "STATE", description = "Only ${COMPLETION-CANDIDATES}.") @Nullable
                    ReturnState state,
            @Option(names = "--buyer", paramLabel = "BUYER", description = "Only this buyer's.") @Nullable String buyer,
            @Option(names = "--limit", defaultValue = "100", paramLabel = "N", description = "At most so many.")
                    int limit) {
        try (Backstage backstage = Backstage.open(gavel)) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of(
                    "ID", "STATE", "BUYER", "REASON", "AMOUNT", "OF", "REFUND", "CLAWBACK", "ASKED", "EXPIRES"));
            new Returns(backstage.scope())
                    .list(tenant, new Returns.Filter(state, buyer, null, null), limit)
                    .collectList()
                    .blockOptional()
                    .orElse(List.of())
                    .forEach(found -> rows.add(row(found)));
            Output.table(out(), rows);
            return 0;
        }
    }

    private static List<String> row(SaleReturn found) {
        return List.of(
                found.returnId(),
                found.state().name().toLowerCase(Locale.ROOT),
                found.buyer(),
                found.reason(),
                Money.format(found.amountMicros()),
                Money.format(found.priceMicros()),
                Money.format(found.refundMicros()),
                Money.format(found.clawbackMicros()),
                found.requestedAt().toString(),
                found.expiresAt().toString());
    }

    @Command(
            name = "approve",
            description = "Approve a return: the buyer gets its refund, the vendor's payout is taken back by policy.",
            mixinStandardHelpOptions = true)
    int approve(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose return.")
                    String tenant,
            @Option(names = "--amount", paramLabel = "AMOUNT", description = "Less than was asked for.") @Nullable
                    String amount,
            @Option(names = "--note", paramLabel = "TEXT", description = "Why; the buyer sees it.") @Nullable
                    String note,
            @Parameters(paramLabel = "ID", description = "The return.") String returnId) {
        long micros = amount == null ? ReturnClaim.WHOLE_PRICE : Money.parseMicros(amount);
        if (amount != null && (micros == Money.INVALID || micros == 0)) {
            spec.commandLine().getErr().println("gavel: not an amount above zero: " + amount);
            return GavelCommand.MISUSED;
        }
        return decide(tenant, returnId, new Verdict.Approve(micros, Verdict.Approve.BY_POLICY), note);
    }

    @Command(name = "deny", description = "Deny a return.", mixinStandardHelpOptions = true)
    int deny(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose return.")
                    String tenant,
            @Option(names = "--note", required = true, paramLabel = "TEXT", description = "Why; the buyer sees it.")
                    String note,
            @Parameters(paramLabel = "ID", description = "The return.") String returnId) {
        return decide(tenant, returnId, new Verdict.Deny(), note);
    }

    private int decide(String tenant, String returnId, Verdict verdict, @Nullable String note) {
        Instant now = Instant.now();
        try (Backstage backstage = Backstage.open(gavel)) {
            Returns.Judged judged = Objects.requireNonNull(new Returns(backstage.scope(), backstage.announcer(tenant))
                    .judge(tenant, returnId, verdict, OPERATOR, note, now, stands -> ReturnEvent.of(stands, now))
                    .block());
            return switch (judged) {
                case Returns.Judged.Decided(SaleReturn decided) -> {
                    if (decided.state() == ReturnState.APPROVED) {
                        follow(backstage, tenant, decided);
                    }
                    yield told(decided.state().name().toLowerCase(Locale.ROOT), 0);
                }
                case Returns.Judged.Unchanged(SaleReturn decided) ->
                    told("was " + decided.state().name().toLowerCase(Locale.ROOT) + " before", 0);
                case Returns.Judged.Refused(Reason reason) ->
                    told(reason.code() + " " + reason.message(), GavelCommand.FAILED);
                case Returns.Judged.ReturnUnknown _ -> told("there is no such return", GavelCommand.FAILED);
            };
        }
    }

    /** The refund can be spent, and a place that was given back sold, at once. */
    private void follow(Backstage backstage, String tenant, SaleReturn decided) {
        CounterNews.tell(backstage, spec.commandLine().getErr(), redis -> {
            redis.addFunds(tenant, decided.buyer(), decided.refundMicros());
            SoldDelivery sold = decided.capGivenBack()
                    ? new Returns(backstage.scope())
                            .soldDelivery(tenant, decided.returnId())
                            .block()
                    : null;
            if (sold != null) {
                redis.release(SoldReservation.of(backstage.tenantKeys(tenant), sold));
            }
        });
    }

    private int told(String outcome, int exitCode) {
        out().println(outcome);
        return exitCode;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
