package dev.gavel.server.cli;

import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Finding;
import dev.gavel.gates.GateHistory;
import dev.gavel.gates.Gates;
import dev.gavel.gates.RuleFiles;
import dev.gavel.persistence.crypto.TenantKeyStore;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.dnc.DncStore;
import dev.gavel.persistence.dnc.ListDirectory;
import dev.gavel.persistence.postgres.EvidenceStore;
import dev.gavel.persistence.postgres.StoredLeads;
import dev.gavel.persistence.postgres.SuppressionLists;
import dev.gavel.persistence.postgres.SuppressionStore;
import dev.gavel.server.CommandRedis;
import dev.gavel.server.MasterKey;
import dev.gavel.server.dnc.DncWatch;
import dev.gavel.server.dnc.Scrubbing;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.vendor.ExplainDesk;
import dev.gavel.server.vendor.Explanation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import reactor.netty.resources.LoopResources;

/** Shows the gates, and what they say of a lead. */
@Command(
        name = "gates",
        description = "Show the compliance gates, and what each says of a lead.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class GatesCommand {

    @ParentCommand
    private GavelCommand gavel = new GavelCommand();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(name = "rules", description = "List the gates and their rule versions.", mixinStandardHelpOptions = true)
    int rules(
            @Option(names = "--at", paramLabel = "TIME", description = "As they were at this time.") @Nullable
                    Instant at) {
        Gates gates = new GateHistory(RuleFiles.bundled(), Gates::standard).at(at == null ? Instant.now() : at);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("GATE", "RULES", "CODES"));
        gates.all()
                .forEach(gate -> rows.add(List.of(
                        gate.name(),
                        gate.ruleVersion(),
                        gate.reasons().stream()
                                .map(reason -> Integer.toString(reason.code()))
                                .sorted()
                                .collect(Collectors.joining(" ")))));
        PrintWriter out = spec.commandLine().getOut();
        Output.table(out, rows);
        out.println("rules " + gates.rulesId());
        return 0;
    }

    @Command(
            name = "explain",
            description =
                    "Say what every gate says of a lead: of a file, of standard input, or of a stored lead."
                            + " Nothing is sold or counted. The do-not-call provider is asked, as a server would ask it. Exit code 3 when some gate does not pass.",
            mixinStandardHelpOptions = true)
    int explain(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose lead.")
                    String tenant,
            @Option(names = "--lead", paramLabel = "ID", description = "A posted lead or an accepted ping.") @Nullable
                    String id,
            @Option(names = "--vendor", paramLabel = "VENDOR", description = "Who sent the lead.") @Nullable
                    String vendor,
            @Option(
                            names = "--phase",
                            defaultValue = "POST",
                            paramLabel = "PHASE",
                            description = "ping or post, for a lead from a file; default: post.")
                    Phase phase,
            @Option(
                            names = "--at",
                            paramLabel = "TIME",
                            description =
                                    "Judge at this time, by the rules of this time, such as 2026-11-22T15:04:05Z.")
                    @Nullable
                    Instant at,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            description = "The lead as JSON, as a ping or post has it; - for standard input.")
                    @Nullable
                    String file)
            throws IOException {
        if ((id == null) == (file == null)) {
            throw new IllegalArgumentException("give either --lead or a file");
        }
        try (Backstage backstage = Backstage.open(gavel);
                CommandRedis redis = CommandRedis.open(backstage.config(), backstage.scope())) {
            TenantKeys keys =
                    Objects.requireNonNull(new TenantKeyStore(backstage.scope(), MasterKey.of(backstage.config()))
                            .loadOrCreate(tenant)
                            .block());
            LiveMarkets markets = markets(backstage, tenant, keys);
            LoopResources loops = LoopResources.create("gavel-explain", 1, true);
            try (Scrubbing provider = new Scrubbing(
                    markets,
                    new DncStore(backstage.scope()),
                    loops,
                    backstage.config().secrets()::get,
                    new SimpleMeterRegistry(),
                    Clock.systemUTC())) {
                ExplainDesk desk = new ExplainDesk(
                        new GateHistory(RuleFiles.bundled(), Gates::standard),
                        redis.lists(tenant),
                        provider,
                        redis.ledger(),
                        new StoredLeads(backstage.scope()),
                        new SuppressionStore(backstage.scope()),
                        new EvidenceStore(backstage.scope()),
                        InstantSource.system());
                LiveMarket market = Objects.requireNonNull(markets.of(tenant));
                ExplainDesk.Question question = new ExplainDesk.Question(phase, vendor, at, true);
                Explanation explanation = Objects.requireNonNull((id != null
                                ? desk.ofStored(market, question, id)
                                : desk.ofBody(market, question, body(Objects.requireNonNull(file))))
                        .block());
                print(explanation);
                return explanation.sellable() ? 0 : GavelCommand.FOUND_WRONG;
            } finally {
                loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block();
            }
        }
    }

    /** As a node has it, with the do-not-call lists of this machine. */
    private static LiveMarkets markets(Backstage backstage, String tenant, TenantKeys keys) {
        LiveMarket market = backstage.markets().live(tenant, keys).block();
        if (market == null) {
            throw new IllegalArgumentException("no market has been applied yet");
        }
        LiveMarkets markets = new LiveMarkets();
        markets.put(market);
        markets.put(
                tenant,
                Objects.requireNonNull(
                        new SuppressionLists(backstage.scope()).dates(tenant).block()));
        Path folder = backstage.config().dncDirectory();
        ListDirectory lists = new ListDirectory(folder == null ? Path.of("GAVEL_DNC_DIRECTORY-is-not-set") : folder);
        new DncWatch(new DncStore(backstage.scope()), lists, markets, InstantSource.system(), new SimpleMeterRegistry())
                .load(tenant)
                .block();
        return markets;
    }

    private static byte[] body(String file) throws IOException {
        return file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
    }

    private void print(Explanation explanation) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(explanation.phase().name().toLowerCase(Locale.ROOT) + " in campaign " + explanation.campaign()
                + " at " + explanation.at() + ", rules " + explanation.rulesId() + ", market version "
                + explanation.marketVersion() + ", lists asked at " + explanation.listsAskedAt());
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("GATE", "VERDICT", "CODE", "NAME", "FIELD", "RULES", "BASIS"));
        explanation.findings().forEach(finding -> rows.add(row(finding.gate(), finding)));
        new TreeMap<>(explanation.buyerToFindings())
                .forEach((buyer, findings) ->
                        findings.forEach(finding -> rows.add(row(finding.gate() + " (" + buyer + ")", finding))));
        Output.table(out, rows);
        explanation.findings().stream()
                .map(finding -> finding.verdict().reason())
                .filter(Objects::nonNull)
                .forEach(reason -> out.println(reason.code() + " " + reason.message()));
        if (!explanation.unknown().isEmpty()) {
            out.println("ignored: " + String.join(", ", explanation.unknown()));
        }
    }

    private static List<String> row(String gate, Finding finding) {
        Reason reason = finding.verdict().reason();
        String field = finding.verdict().field();
        return List.of(
                gate,
                finding.verdict().kind().name(),
                reason == null ? "" : Integer.toString(reason.code()),
                reason == null ? "" : reason.text(),
                field == null ? "" : field,
                finding.ruleVersion(),
                finding.basis().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(", ")));
    }
}
