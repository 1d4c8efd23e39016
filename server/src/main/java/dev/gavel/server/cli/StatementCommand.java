package dev.gavel.server.cli;

import dev.gavel.auction.money.Account;
import dev.gavel.auction.money.Money;
import dev.gavel.persistence.postgres.Statements;
import dev.gavel.persistence.postgres.Statements.Statement;
import dev.gavel.server.admin.Period;
import dev.gavel.server.admin.StatementCsv;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows a statement of account. */
@Command(
        name = "statement",
        description = "Show an account's opening balance, transfers and closing balance over a period.",
        mixinStandardHelpOptions = true)
final class StatementCommand implements Callable<Integer> {

    private static final int MOST_LINES = 5_000_000;

    @ParentCommand
    private GavelCommand gavel = new GavelCommand();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose account.")
    private String tenant = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description =
                    "A date, which is its midnight in UTC, or a time with offset; the first of the month when left out.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Before this; now when left out.")
    private @Nullable String to;

    @Option(names = "--csv", description = "Print comma-separated values.")
    private boolean csv;

    @Parameters(paramLabel = "ACCOUNT", description = "Such as buyer/beacon or vendor/acme-media.")
    private String name = "";

    @Override
    public Integer call() {
        Account account = Account.parse(name);
        if (account == null) {
            spec.commandLine().getErr().println("gavel: no account is called so: " + name);
            return GavelCommand.MISUSED;
        }
        Period period = Period.read(from, to, Instant.now());
        try (Backstage backstage = Backstage.open(gavel)) {
            Optional<Statement> statement = Objects.requireNonNull(new Statements(backstage.scope())
                    .statement(tenant, account, period.from(), period.to(), MOST_LINES)
                    .block());
            if (statement.isEmpty() || !statement.get().complete()) {
                spec.commandLine()
                        .getErr()
                        .println(statement.isEmpty() ? "gavel: there is no such account" : "gavel: too many lines");
                return GavelCommand.FAILED;
            }
            print(statement.get());
            return 0;
        }
    }

    private void print(Statement statement) {
        PrintWriter out = spec.commandLine().getOut();
        if (csv) {
            out.print(StatementCsv.of(statement));
            out.flush();
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("AT", "KIND", "REFERENCE", "AMOUNT", "BALANCE"));
        rows.add(List.of(
                statement.from().toString(), "opening balance", "", "", Money.format(statement.openingMicros())));
        for (Statements.Line line : statement.lines()) {
            rows.add(List.of(
                    line.at().toString(),
                    line.kind().toLowerCase(Locale.ROOT),
                    line.reference(),
                    Money.format(line.amountMicros()),
                    Money.format(line.balanceMicros())));
        }
        rows.add(
                List.of(statement.to().toString(), "closing balance", "", "", Money.format(statement.closingMicros())));
        Output.table(out, rows);
        out.println(statement.account().text() + ", " + statement.currency());
    }
}
