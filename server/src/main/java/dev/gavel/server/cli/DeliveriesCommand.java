package dev.gavel.server.cli;

import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.money.Money;
import dev.gavel.persistence.postgres.DeliveryDecisions;
import dev.gavel.persistence.postgres.DeliveryDecisions.Decided;
import dev.gavel.persistence.postgres.DeliveryDecisions.Decision;
import dev.gavel.persistence.postgres.DeliveryDecisions.Unresolved;
import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.postgres.OpenDelivery;
import dev.gavel.server.admin.DeliveryVerdict;
import dev.gavel.server.vendor.Resolution;
import java.io.PrintWriter;
import java.time.Duration;
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

/** Lists and decides deliveries whose buyer does not say. */
@Command(
        name = "deliveries",
        description = "List and decide deliveries that no buyer answered for.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DeliveriesCommand {

    private static final String OPERATOR = "operator";

    @ParentCommand
    private GavelCommand gavel = new GavelCommand();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "unresolved",
            description = "List deliveries that may have been bought, the oldest first.",
            mixinStandardHelpOptions = true)
    int unresolved(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose deliveries.")
                    String tenant,
            @Option(names = "--buyer", paramLabel = "BUYER", description = "Only to this buyer.") @Nullable
                    String buyer,
            @Option(names = "--limit", defaultValue = "100", paramLabel = "N", description = "At most so many.")
                    int limit) {
        Instant now = Instant.now();
        try (Backstage backstage = Backstage.open(gavel)) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("ID", "BUYER", "HELD", "AGE", "ATTEMPTS", "ASKED AGAIN", "DOUBT"));
            for (Unresolved found : new DeliveryDecisions(backstage.scope())
                    .unresolved(tenant, buyer, limit)
                    .collectList()
                    .blockOptional()
                    .orElse(List.of())) {
                rows.add(List.of(
                        found.deliveryId(),
                        found.buyer(),
                        Money.format(found.heldMicros()),
                        Duration.between(found.beganAt(), now).toMinutes() + "m",
                        Integer.toString(found.attempts()),
                        found.nextAttemptAt().toString(),
                        found.doubt() == null ? "-" : found.doubt()));
            }
            Output.table(out(), rows);
            return 0;
        }
    }

    @Command(
            name = "contradicted",
            description = "List decisions whose buyer said the contrary afterwards, the newest first.",
            mixinStandardHelpOptions = true)
    int contradicted(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose deliveries.")
                    String tenant) {
        try (Backstage backstage = Backstage.open(gavel)) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("ID", "DECIDED", "BY", "AT", "ANSWERED"));
            for (Decision found : new DeliveryDecisions(backstage.scope())
                    .contradicted(tenant, 1_000)
                    .collectList()
                    .blockOptional()
                    .orElse(List.of())) {
                rows.add(List.of(
                        found.deliveryId(),
                        word(found.outcome()),
                        found.actor(),
                        found.decidedAt().toString(),
                        found.lateOutcome() == null ? "-" : word(found.lateOutcome())));
            }
            Output.table(out(), rows);
            return rows.size() == 1 ? 0 : GavelCommand.FOUND_WRONG;
        }
    }

    @Command(
            name = "decide",
            description = "Say what a buyer did not: ends the delivery as its answer would.",
            mixinStandardHelpOptions = true)
    int decide(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose delivery.")
                    String tenant,
            @Option(names = "--accepted", description = "The buyer took the lead, and pays.") boolean accepted,
            @Option(names = "--rejected", description = "It did not: cap and money are given back.") boolean rejected,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; no personal data.")
                    String reason,
            @Parameters(paramLabel = "ID", description = "The delivery.") String deliveryId) {
        if (accepted == rejected || reason.isBlank()) {
            spec.commandLine().getErr().println("gavel: say either --accepted or --rejected, and why");
            return GavelCommand.MISUSED;
        }
        LegOutcome outcome = accepted ? LegOutcome.ACCEPTED : LegOutcome.REJECTED;
        try (Backstage backstage = Backstage.open(gavel)) {
            DeliveryDecisions decisions = new DeliveryDecisions(backstage.scope(), backstage.announcer(tenant));
            OpenDelivery open = decisions.open(tenant, deliveryId).block();
            if (open == null) {
                return told("the delivery is not open; nothing was decided", GavelCommand.FAILED);
            }
            Decided decided = Objects.requireNonNull(decisions
                    .decide(DeliveryVerdict.settlement(open, outcome, OPERATOR, Instant.now()), reason, OPERATOR)
                    .block());
            return switch (decided) {
                case Decided.Done _ -> {
                    if (outcome == LegOutcome.REJECTED) {
                        follow(backstage, tenant, open);
                    }
                    yield told(word(outcome), 0);
                }
                case Decided.DoneBefore _ -> told("was decided so before", 0);
                case Decided.NotOpen _ -> told("the delivery is not open; nothing was decided", GavelCommand.FAILED);
            };
        }
    }

    /** What the delivery held can be sold at once. */
    private void follow(Backstage backstage, String tenant, OpenDelivery open) {
        CounterNews.tell(backstage, spec.commandLine().getErr(), redis -> {
            Market market = backstage.markets().newest(tenant).block();
            Campaign campaign = market == null ? null : market.campaigns().get(open.campaign());
            redis.release(Resolution.reservation(backstage.tenantKeys(tenant), campaign, open));
        });
    }

    private int told(String outcome, int exitCode) {
        out().println(outcome);
        return exitCode;
    }

    private static String word(LegOutcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
