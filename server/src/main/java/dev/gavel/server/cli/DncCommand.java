package dev.gavel.server.cli;

import dev.gavel.gates.DncRegister;
import dev.gavel.gates.DncRelationship;
import dev.gavel.persistence.crypto.TenantKeyStore;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.dnc.DncState;
import dev.gavel.persistence.dnc.DncStore;
import dev.gavel.persistence.dnc.ImportPlan;
import dev.gavel.persistence.dnc.ImportReport;
import dev.gavel.persistence.dnc.ListDirectory;
import dev.gavel.persistence.dnc.ListImport;
import dev.gavel.persistence.dnc.ListName;
import dev.gavel.persistence.dnc.MappedList;
import dev.gavel.server.MasterKey;
import dev.gavel.server.vendor.ConsumerKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Imports do-not-call lists, shows them, and records what a tenant does without them. */
@Command(
        name = "dnc",
        description = "Import and show do-not-call lists; acknowledge to have none; record business relationships.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DncCommand {

    private static final String BY = System.getProperty("user.name", "unknown");

    @ParentCommand
    private GavelCommand gavel = new GavelCommand();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "import",
            description = {
                "Import files of numbers as the next version of a list and take it into use on all nodes.",
                "Lines: 5125550100 or 512,5550100, more fields may follow; plain, .gz or .zip with one file.",
                "Run again with the same arguments after it was interrupted, and it goes on.",
                "Needs GAVEL_DNC_DIRECTORY, which every node must have the files of."
            },
            mixinStandardHelpOptions = true)
    int importFiles(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose list.")
                    String tenant,
            @Option(
                            names = "--list",
                            required = true,
                            paramLabel = "LIST",
                            description = "federal, internal, or state- and a state, such as state-tx.")
                    String list,
            @Option(
                            names = "--as-of",
                            required = true,
                            paramLabel = "DATE",
                            description = "Of which day the files are; 31 days later they are stale.")
                    LocalDate asOf,
            @Option(
                            names = "--area-codes",
                            split = ",",
                            paramLabel = "CODE",
                            description = "Which area codes the files cover; those that occur in them when not given.")
                    @Nullable
                    Set<Integer> areaCodes,
            @Option(names = "--changes", description = "The files hold additions (A) and deletions (D) only.")
                    boolean changes,
            @Option(names = "--only", description = "Drop the area codes that the files do not cover.") boolean only,
            @Option(
                            names = "--bad-lines",
                            defaultValue = "0",
                            paramLabel = "N",
                            description = "Unusable lines to put up with (default: ${DEFAULT-VALUE}).")
                    long badLines,
            @Option(names = "--allow-shrink", description = "Even if an area code loses more than half its numbers.")
                    boolean allowShrink,
            @Option(
                            names = "--subscription",
                            paramLabel = "ID",
                            description = "The account that the files were fetched with, for the record.")
                    @Nullable
                    String subscription,
            @Option(names = "--by", paramLabel = "NAME", description = "Who imports; the login name otherwise.")
                    @Nullable
                    String by,
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files.") List<Path> files)
            throws IOException {
        if (asOf.isAfter(LocalDate.now(ZoneOffset.UTC))) {
            throw new IllegalArgumentException("--as-of: " + asOf + " is in the future");
        }
        try (Backstage backstage = Backstage.open(gavel)) {
            Path folder = backstage.config().dncDirectory();
            if (folder == null) {
                throw new IllegalArgumentException("GAVEL_DNC_DIRECTORY is not set");
            }
            DncStore store = new DncStore(backstage.scope());
            ListName name = new ListName(list);
            Optional<DncState.ListVersion> current =
                    Objects.requireNonNull(store.newest(tenant, name).block());
            MappedList base = base(folder, current);
            ImportPlan plan = new ImportPlan(
                    name,
                    areaCodes == null ? Set.of() : areaCodes,
                    changes,
                    only,
                    asOf,
                    files,
                    badLines,
                    allowShrink,
                    base);
            ImportReport.Outcome outcome = ListImport.run(folder, plan, this::progress);
            return switch (outcome) {
                case ImportReport.Outcome.Refused refused -> refused(refused);
                case ImportReport.Outcome.Written written ->
                    take(store, tenant, written, base, subscription, by == null ? BY : by, changes);
            };
        }
    }

    private static @Nullable MappedList base(Path folder, Optional<DncState.ListVersion> current) throws IOException {
        String digest = current.map(DncState.ListVersion::digest).orElse(null);
        return digest == null ? null : new ListDirectory(folder).open(digest);
    }

    private void progress(ImportReport report) {
        spec.commandLine()
                .getErr()
                .println(report.lines() + " lines, " + report.added() + " added, " + report.bad() + " bad");
    }

    private int refused(ImportReport.Outcome.Refused refused) {
        tell(spec.commandLine().getErr(), refused.report());
        spec.commandLine().getErr().println(refused.problem() + "; nothing was imported");
        return GavelCommand.FOUND_WRONG;
    }

    private int take(
            DncStore store,
            String tenant,
            ImportReport.Outcome.Written written,
            @Nullable MappedList base,
            @Nullable String subscription,
            String by,
            boolean changes) {
        PrintWriter out = spec.commandLine().getOut();
        tell(out, written.report());
        MappedList list = written.list();
        DncStore.Added added = Objects.requireNonNull(store.add(
                        tenant,
                        list,
                        base == null ? null : base.digest(),
                        subscription,
                        changes ? "changes imported" : "imported",
                        by,
                        Instant.now())
                .block());
        return switch (added) {
            case DncStore.Added.Done done -> {
                out.println(list.name() + " version " + done.version() + ": " + list.numbers() + " numbers, "
                        + list.areaCodes().length + " area codes, " + list.bytes() + " bytes, " + list.digest());
                yield 0;
            }
            case DncStore.Added.Stale stale -> {
                out.println("version " + stale.version() + " came in between; import again");
                yield GavelCommand.FAILED;
            }
        };
    }

    private static void tell(PrintWriter out, ImportReport report) {
        out.println("lines       " + report.lines());
        out.println("added       " + report.added());
        out.println("deleted     " + report.deleted());
        out.println("duplicates  " + report.duplicates());
        out.println("impossible  " + report.impossible());
        out.println("outside     " + report.outside());
        out.println("bad         " + report.bad());
        report.firstBad().forEach(place -> out.println("  at " + place));
    }

    @Command(
            name = "show",
            description = "Show a tenant's lists and how old they are.",
            mixinStandardHelpOptions = true)
    int show(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose lists.")
                    String tenant) {
        try (Backstage backstage = Backstage.open(gavel)) {
            DncState state = Objects.requireNonNull(
                    new DncStore(backstage.scope()).state(tenant).block());
            LocalDate today = LocalDate.now(ZoneOffset.UTC);
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("list", "version", "numbers", "area codes", "oldest", "newest", "stale from", "by"));
            for (DncState.ListVersion list : state.lists()) {
                LocalDate oldest = Objects.requireNonNull(list.oldest());
                LocalDate stale = oldest.plusDays(DncRegister.MOST_DAYS + 1L);
                rows.add(List.of(
                        list.list().text(),
                        Long.toString(list.version()),
                        Long.toString(list.numbers()),
                        Integer.toString(list.areaCodes()),
                        oldest.toString(),
                        String.valueOf(list.newest()),
                        stale + (today.isBefore(stale) ? "" : " STALE"),
                        list.author()));
            }
            PrintWriter out = spec.commandLine().getOut();
            Output.table(out, rows);
            DncState.Acknowledgment acknowledgment = state.acknowledgment();
            if (acknowledgment != null) {
                out.println("acknowledged by " + acknowledgment.author() + " at " + acknowledgment.at() + ": "
                        + acknowledgment.reason());
            }
            return 0;
        }
    }

    @Command(name = "retire", description = "Use a list no more.", mixinStandardHelpOptions = true)
    int retire(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose list.")
                    String tenant,
            @Option(names = "--list", required = true, paramLabel = "LIST", description = "Which list.") String list,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; no personal data.")
                    String reason,
            @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who decided it.") String by) {
        try (Backstage backstage = Backstage.open(gavel)) {
            DncStore store = new DncStore(backstage.scope());
            DncState.ListVersion current = Objects.requireNonNull(
                            store.newest(tenant, new ListName(list)).block())
                    .orElseThrow(() -> new IllegalArgumentException("list: " + list + " is not in use"));
            DncStore.Added added = Objects.requireNonNull(
                    store.retire(tenant, current, reason, by, Instant.now()).block());
            boolean done = added instanceof DncStore.Added.Done;
            spec.commandLine().getOut().println(done ? "retired" : "another version came in between; look again");
            return done ? 0 : GavelCommand.FAILED;
        }
    }

    @Command(
            name = "acknowledge",
            description = {
                "Record that a tenant sells phone leads without do-not-call registry and provider, and why.",
                "Without it, and without either, it sells none. It is audited, and warned of for as long as it holds."
            },
            mixinStandardHelpOptions = true)
    int acknowledge(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Which tenant.")
                    String tenant,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; no personal data.")
                    String reason,
            @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who answers for it.")
                    String by,
            @Option(names = "--withdraw", description = "Take the acknowledgment back.") boolean withdraw) {
        try (Backstage backstage = Backstage.open(gavel)) {
            new DncStore(backstage.scope())
                    .acknowledge(tenant, !withdraw, reason, by, Instant.now())
                    .block();
            spec.commandLine()
                    .getOut()
                    .println(
                            withdraw
                                    ? "withdrawn: without registry and provider no phone lead is sold"
                                    : "acknowledged. WARNING: phone leads are sold without do-not-call registry and provider");
            return 0;
        }
    }

    @Command(
            name = "relate",
            description = "Record that a consumer is a buyer's customer, or has asked it something.",
            mixinStandardHelpOptions = true)
    int relate(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Which tenant.")
                    String tenant,
            @Option(names = "--buyer", required = true, paramLabel = "BUYER", description = "The buyer's id.")
                    String buyer,
            @Option(names = "--phone", required = true, paramLabel = "NUMBER", description = "The consumer's number.")
                    String phone,
            @Option(names = "--kind", required = true, paramLabel = "KIND", description = "purchase or inquiry.")
                    DncRelationship.Kind kind,
            @Option(names = "--on", required = true, paramLabel = "DATE", description = "The day of it.") LocalDate on,
            @Option(names = "--source", required = true, paramLabel = "TEXT", description = "How it is known.")
                    String source) {
        try (Backstage backstage = Backstage.open(gavel)) {
            TenantKeys keys =
                    Objects.requireNonNull(new TenantKeyStore(backstage.scope(), MasterKey.of(backstage.config()))
                            .loadOrCreate(tenant)
                            .block());
            List<String> consumer = ConsumerKeys.of(phone, null, keys);
            if (consumer.isEmpty()) {
                throw new IllegalArgumentException("--phone: not a readable number");
            }
            Long written = new DncStore(backstage.scope())
                    .relate(
                            tenant,
                            consumer.getFirst(),
                            List.of(new DncRelationship(buyer, kind, on, source)),
                            Instant.now())
                    .block();
            spec.commandLine()
                    .getOut()
                    .println(written != null && written > 0 ? "recorded" : "a later one is on record");
            return 0;
        }
    }
}
