package dev.gavel.server.cli;

import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.HeldLead;
import dev.gavel.persistence.postgres.HoldDecision;
import dev.gavel.persistence.postgres.HoldState;
import dev.gavel.persistence.postgres.Holds;
import dev.gavel.server.vendor.HeldPosts;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;

/** Lists and decides leads that are held for review. */
@Command(
        name = "holds",
        description = "List leads that are held for review, and release or refuse them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class HoldsCommand {

    private static final String OPERATOR = "operator";

    @ParentCommand
    private GavelCommand gavel = new GavelCommand();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "list",
            description = "List holds, the newest first; those that are held, unless others are asked for.",
            mixinStandardHelpOptions = true)
    int list(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose holds.")
                    String tenant,
            @Option(
                            names = "--state",
                            defaultValue = "HELD",
                            paramLabel = "STATE",
                            description = "One of ${COMPLETION-CANDIDATES}.")
                    HoldState state,
            @Option(names = "--campaign", paramLabel = "ID", description = "Only of this campaign.") @Nullable
                    String campaign,
            @Option(names = "--limit", defaultValue = "100", paramLabel = "N", description = "At most so many.")
                    int limit) {
        try (Backstage backstage = Backstage.open(gavel)) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("LEAD", "CAMPAIGN", "VENDOR", "SOURCE", "UNTIL", "FOR", "DECIDED"));
            for (HeldLead held : new Holds(backstage.scope())
                    .list(tenant, state, campaign, null, limit)
                    .blockOptional()
                    .orElse(List.of())) {
                rows.add(List.of(
                        held.leadId(),
                        held.campaign(),
                        held.vendor(),
                        held.source(),
                        held.until().toString(),
                        HeldPosts.reasons(held).stream()
                                .map(Reason::text)
                                .sorted()
                                .collect(Collectors.joining(",")),
                        decided(held)));
            }
            Output.table(out(), rows);
            return 0;
        }
    }

    private static String decided(HeldLead held) {
        HoldDecision decision = held.decision();
        return decision == null
                ? "-"
                : decision.kind().name().toLowerCase(Locale.ROOT) + " by " + decision.by() + " at " + decision.at();
    }

    @Command(
            name = "show",
            description = "Print what the gates found of a held lead, as JSON without personal data.",
            mixinStandardHelpOptions = true)
    int show(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose hold.")
                    String tenant,
            @Parameters(paramLabel = "LEAD", description = "The lead.") String leadId) {
        try (Backstage backstage = Backstage.open(gavel)) {
            HeldLead held = find(new Holds(backstage.scope()), tenant, leadId);
            if (held == null) {
                return told("there is no such held lead", GavelCommand.FAILED);
            }
            return told(held.findings(), 0);
        }
    }

    @Command(
            name = "release",
            description =
                    "Let what the lead is held for not stand against it. A server sells it, if everything else passes.",
            mixinStandardHelpOptions = true)
    int release(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose hold.")
                    String tenant,
            @Option(names = "--by", required = true, paramLabel = "NAME", description = "The person who decides.")
                    String by,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; no personal data.")
                    String reason,
            @Parameters(paramLabel = "LEAD", description = "The lead.") String leadId) {
        return decide(tenant, leadId, HoldDecision.Kind.RELEASE, by, reason);
    }

    @Command(name = "refuse", description = "Refuse the lead: it is not sold.", mixinStandardHelpOptions = true)
    int refuse(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose hold.")
                    String tenant,
            @Option(names = "--by", required = true, paramLabel = "NAME", description = "The person who decides.")
                    String by,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; no personal data.")
                    String reason,
            @Parameters(paramLabel = "LEAD", description = "The lead.") String leadId) {
        return decide(tenant, leadId, HoldDecision.Kind.REFUSE, by, reason);
    }

    private int decide(String tenant, String leadId, HoldDecision.Kind kind, String by, String reason) {
        if (by.isBlank() || reason.isBlank()) {
            spec.commandLine().getErr().println("gavel: say who decides, and why");
            return GavelCommand.MISUSED;
        }
        Instant now = Instant.now();
        HoldDecision decision = new HoldDecision(kind, by, OPERATOR, reason, now);
        try (Backstage backstage = Backstage.open(gavel)) {
            Holds holds = new Holds(backstage.scope(), backstage.announcer(tenant));
            HeldLead held = find(holds, tenant, leadId);
            if (held == null) {
                return told("there is no such held lead", GavelCommand.FAILED);
            }
            boolean done = Boolean.TRUE.equals(
                    switch (kind) {
                        case RELEASE ->
                            holds.release(tenant, held.pingId(), decision, now, HeldPosts.releasedEvent(held, decision))
                                    .block();
                        case REFUSE ->
                            holds.end(HeldPosts.refusal(tenant, held, decision)).block();
                    });
            if (!done) {
                return told("the lead is not held any more, or was decided before", GavelCommand.FAILED);
            }
            return told(
                    kind == HoldDecision.Kind.REFUSE
                            ? "refused"
                            : "released: a server sells it within seconds, if everything else passes",
                    0);
        }
    }

    private static @Nullable HeldLead find(Holds holds, String tenant, String leadId) {
        try {
            return holds.byLead(tenant, leadId).flatMap(Mono::justOrEmpty).block();
        } catch (IllegalArgumentException _) {
            // No id of a lead.
            return null;
        }
    }

    private int told(String outcome, int exitCode) {
        out().println(outcome);
        return exitCode;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
