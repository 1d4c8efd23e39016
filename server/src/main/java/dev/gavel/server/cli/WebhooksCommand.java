package dev.gavel.server.cli;

import dev.gavel.auction.id.TypeId;
import dev.gavel.persistence.postgres.Ids;
import dev.gavel.persistence.postgres.Party;
import dev.gavel.persistence.postgres.WebhookHistory;
import dev.gavel.persistence.postgres.WebhookHistory.Entry;
import dev.gavel.server.admin.WebhookEvents;
import dev.gavel.server.admin.WebhooksApi;
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

/** Lists messages to vendors and buyers, and has them sent again. */
@Command(
        name = "webhooks",
        description = "List messages to vendors and buyers, and have them sent again.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class WebhooksCommand {

    private static final String OPERATOR = "operator";

    @ParentCommand
    private GavelCommand gavel = new GavelCommand();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "list",
            description = "List messages, the newest first. Dead letters: --state abandoned.",
            mixinStandardHelpOptions = true)
    int list(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose messages.")
                    String tenant,
            @Option(names = "--state", paramLabel = "STATE", description = "Only ${COMPLETION-CANDIDATES}.")
                    WebhookHistory.@Nullable State state,
            @Option(names = "--party", paramLabel = "PARTY", description = "Only to a ${COMPLETION-CANDIDATES}.")
                    @Nullable
                    Party party,
            @Option(names = "--recipient", paramLabel = "ID", description = "Only to this one.") @Nullable
                    String recipient,
            @Option(names = "--kind", paramLabel = "KIND", description = "Only sale, reject, return or revocation.")
                    @Nullable
                    String kind,
            @Option(names = "--limit", defaultValue = "100", paramLabel = "N", description = "At most so many.")
                    int limit) {
        try (Backstage backstage = Backstage.open(gavel)) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("ID", "STATE", "KIND", "TO", "SUBJECT", "ATTEMPTS", "CREATED", "LAST FAILURE"));
            new WebhookHistory(backstage.scope())
                    .list(tenant, new WebhookHistory.Filter(state, party, recipient, kind), null, limit)
                    .collectList()
                    .blockOptional()
                    .orElse(List.of())
                    .forEach(entry -> rows.add(row(entry)));
            Output.table(out(), rows);
            return 0;
        }
    }

    private static List<String> row(Entry entry) {
        return List.of(
                entry.taskId(),
                word(entry.state()),
                entry.kind(),
                word(entry.party()) + " " + entry.recipient(),
                entry.subject(),
                Integer.toString(entry.attempts()),
                entry.createdAt().toString(),
                entry.lastFailure() == null ? "-" : entry.lastFailure());
    }

    @Command(
            name = "replay",
            description = "Send a message again under the same id, or dead letters with --abandoned.",
            mixinStandardHelpOptions = true)
    int replay(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose messages.")
                    String tenant,
            @Option(names = "--abandoned", description = "All dead letters, or those that the other options name.")
                    boolean abandoned,
            @Option(names = "--party", paramLabel = "PARTY", description = "Only to a ${COMPLETION-CANDIDATES}.")
                    @Nullable
                    Party party,
            @Option(names = "--recipient", paramLabel = "ID", description = "Only to this one.") @Nullable
                    String recipient,
            @Option(names = "--kind", paramLabel = "KIND", description = "Only of this kind.") @Nullable String kind,
            @Parameters(arity = "0..1", paramLabel = "ID", description = "The message.") @Nullable String taskId) {
        if (abandoned == (taskId != null)) {
            spec.commandLine().getErr().println("gavel: say either which message, or --abandoned");
            return GavelCommand.MISUSED;
        }
        Instant now = Instant.now();
        try (Backstage backstage = Backstage.open(gavel)) {
            WebhookHistory history = new WebhookHistory(backstage.scope());
            return taskId == null
                    ? replayAll(history, tenant, new WebhookHistory.Filter(null, party, recipient, kind), now)
                    : replayOne(history, tenant, taskId, now);
        }
    }

    private int replayOne(WebhookHistory history, String tenant, String taskId, Instant now) {
        boolean known = TypeId.parse(Ids.TASK, taskId) != null
                && Objects.requireNonNull(
                                history.replay(tenant, taskId, now, WebhookEvents.replayed(now, taskId, OPERATOR))
                                        .block())
                        .isPresent();
        return told(known ? "is sent again" : "there is no such message", known ? 0 : GavelCommand.FAILED);
    }

    private int replayAll(WebhookHistory history, String tenant, WebhookHistory.Filter filter, Instant now) {
        long replayed = Objects.requireNonNull(history.replayAbandoned(
                        tenant,
                        filter,
                        now,
                        WebhooksApi.MOST_REPLAYED,
                        count -> WebhookEvents.replayedMany(now, count, filter, OPERATOR))
                .block());
        return told(replayed + " are sent again", 0);
    }

    private int told(String outcome, int exitCode) {
        out().println(outcome);
        return exitCode;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
