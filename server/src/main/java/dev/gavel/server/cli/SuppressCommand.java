package dev.gavel.server.cli;

import dev.gavel.auction.contract.ListPolicy;
import dev.gavel.gates.SuppressionKind;
import dev.gavel.gates.suppression.SuppressionTerm;
import dev.gavel.persistence.crypto.TenantKeyStore;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.LeadConsumers;
import dev.gavel.persistence.postgres.Suppression;
import dev.gavel.persistence.postgres.SuppressionImports;
import dev.gavel.persistence.postgres.SuppressionLists;
import dev.gavel.persistence.postgres.SuppressionStore;
import dev.gavel.server.CommandRedis;
import dev.gavel.server.MasterKey;
import dev.gavel.server.suppression.Identifiers;
import dev.gavel.server.suppression.SuppressionDesk;
import dev.gavel.server.suppression.SuppressionEvent;
import dev.gavel.server.suppression.SuppressionFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Suppresses consumers one by one or by the file, and ends what was a mistake. */
@Command(
        name = "suppress",
        description = "Suppress consumers at once on every node, load lists, or end what was a mistake.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class SuppressCommand {

    private static final String OPERATOR = "operator";
    private static final String COMMAND = "command";

    @ParentCommand
    private GavelCommand gavel = new GavelCommand();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(name = "add", description = "Suppress a consumer.", mixinStandardHelpOptions = true)
    int add(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose list.")
                    String tenant,
            @Option(names = "--phone", paramLabel = "NUMBER", description = "The consumer's number.") @Nullable
                    String phone,
            @Option(names = "--email", paramLabel = "ADDRESS", description = "The consumer's address.") @Nullable
                    String email,
            @Option(
                            names = "--kind",
                            defaultValue = "opt_out",
                            paramLabel = "KIND",
                            description =
                                    "One of revocation, do_not_sell, drop, no_sale_year, internal_dnc, litigator, opt_out"
                                            + " (default: ${DEFAULT-VALUE}).")
                    String kind,
            @Option(names = "--jurisdiction", paramLabel = "STATE", description = "Whose law it is under, such as VA.")
                    @Nullable
                    String jurisdiction,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; no personal data.")
                    String reason) {
        SuppressionKind wanted = kind(kind);
        try (Backstage backstage = Backstage.open(gavel);
                CommandRedis redis = CommandRedis.open(backstage.config(), backstage.scope())) {
            Instant now = Instant.now();
            List<Suppression> entries = identifiers(phone, email).keysToList(keys(backstage, tenant)).stream()
                    .map(key -> new Suppression(
                            key,
                            wanted,
                            now,
                            COMMAND,
                            jurisdiction,
                            OPERATOR,
                            reason,
                            SuppressionTerm.until(wanted, jurisdiction, now, null)))
                    .toList();
            SuppressionDesk.Done<SuppressionStore.Added> done = Objects.requireNonNull(desk(backstage, redis)
                    .suppress(tenant, entries, now, List.of(SuppressionEvent.suppressed(now, Set.of(wanted), OPERATOR)))
                    .block());
            out().println(done.effective() ? "suppressed" : "recorded; Redis does not answer and is told when it does");
            return 0;
        }
    }

    @Command(
            name = "lift",
            description = "End entries that were a mistake. Who and why go into the audit log.",
            mixinStandardHelpOptions = true)
    int lift(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose list.")
                    String tenant,
            @Option(names = "--phone", paramLabel = "NUMBER", description = "The consumer's number.") @Nullable
                    String phone,
            @Option(names = "--email", paramLabel = "ADDRESS", description = "The consumer's address.") @Nullable
                    String email,
            @Option(
                            names = "--kind",
                            split = ",",
                            paramLabel = "KIND",
                            description = "Entries of these kinds; all when none is given.")
                    @Nullable
                    List<String> kinds,
            @Option(names = "--why", required = true, paramLabel = "TEXT", description = "No personal data.")
                    String why) {
        Set<SuppressionKind> wanted =
                kinds == null ? EnumSet.allOf(SuppressionKind.class) : EnumSet.noneOf(SuppressionKind.class);
        if (kinds != null) {
            kinds.forEach(name -> wanted.add(kind(name)));
        }
        try (Backstage backstage = Backstage.open(gavel);
                CommandRedis redis = CommandRedis.open(backstage.config(), backstage.scope())) {
            Instant now = Instant.now();
            List<String> consumer = identifiers(phone, email).keysToFind(keys(backstage, tenant));
            long ended = Objects.requireNonNull(desk(backstage, redis)
                    .correct(
                            tenant,
                            consumer,
                            wanted,
                            OPERATOR,
                            now,
                            count -> List.of(SuppressionEvent.corrected(now, wanted, count, OPERATOR, why)))
                    .block());
            out().println(ended == 0 ? "there is no such entry" : "lifted");
            return ended == 0 ? GavelCommand.FAILED : 0;
        }
    }

    @Command(
            name = "import",
            description = {
                "Load a file: a phone or e-mail a line, or CSV whose first line names columns",
                "(phone, email, phone_sha256, email_sha256, hash). Goes on where an earlier run of the same file broke off."
            },
            mixinStandardHelpOptions = true)
    int load(
            @Parameters(paramLabel = "FILE", description = "UTF-8.") Path file,
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose list.")
                    String tenant,
            @Option(
                            names = "--kind",
                            required = true,
                            paramLabel = "KIND",
                            description =
                                    "One of revocation, do_not_sell, drop, no_sale_year, internal_dnc, litigator, opt_out.")
                    String kind,
            @Option(
                            names = "--source",
                            required = true,
                            paramLabel = "NAME",
                            description =
                                    "Where it is from, such as drop-email; a list is as old as its oldest source.")
                    String source,
            @Option(
                            names = "--holds",
                            defaultValue = "any",
                            paramLabel = "WHAT",
                            description = {
                                "What a line without columns, or the column hash, holds: any (phone or e-mail), phone, email,",
                                "phone_sha256, email_sha256, ten_digits_sha256 (default: ${DEFAULT-VALUE})."
                            })
                    SuppressionFile.Holds holds,
            @Option(names = "--jurisdiction", paramLabel = "STATE", description = "Whose law it is under, such as CA.")
                    @Nullable
                    String jurisdiction,
            @Option(
                            names = "--dated",
                            paramLabel = "TIME",
                            description =
                                    "The moment that the content is of, such as 2026-11-22T15:00:00Z; now when it is not given.")
                    @Nullable
                    Instant dated,
            @Option(
                            names = "--accept-bad-lines",
                            description = "Count the list as loaded although more than one line in a hundred is bad.")
                    boolean acceptBadLines)
            throws IOException {
        Instant now = Instant.now();
        if (dated != null && dated.isAfter(now)) {
            throw new IllegalArgumentException("--dated is in the future");
        }
        SuppressImport.Wanted wanted = new SuppressImport.Wanted(
                tenant, file, kind(kind), source, holds, jurisdiction, dated == null ? now : dated, acceptBadLines);
        try (Backstage backstage = Backstage.open(gavel);
                CommandRedis redis = CommandRedis.open(backstage.config(), backstage.scope())) {
            return new SuppressImport(
                            desk(backstage, redis),
                            new SuppressionImports(backstage.scope()),
                            keys(backstage, tenant),
                            out())
                    .run(wanted);
        }
    }

    @Command(
            name = "lists",
            description = "Show how many entries there are, and how old the lists of others are.",
            mixinStandardHelpOptions = true)
    int lists(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose lists.")
                    String tenant) {
        try (Backstage backstage = Backstage.open(gavel)) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("LIST", "SOURCE", "DATED", "AGE", "NEXT BY"));
            Instant now = Instant.now();
            for (SuppressionLists.Source source : Objects.requireNonNull(new SuppressionLists(backstage.scope())
                    .sources(tenant)
                    .collectList()
                    .block())) {
                rows.add(List.of(
                        source.list().text(),
                        source.name(),
                        source.datedAt().toString(),
                        Duration.between(source.datedAt(), now).toHours() + " h",
                        source.datedAt()
                                .plus(
                                        source.list() == SuppressionKind.DROP
                                                ? ListPolicy.DROP_MOST
                                                : ListPolicy.LITIGATOR_MOST)
                                .toString()));
            }
            Output.table(out(), rows);
            new SuppressionStore(backstage.scope())
                    .counts(tenant)
                    .collectList()
                    .blockOptional()
                    .orElse(List.of())
                    .forEach(count -> out().println(count.kind().text() + "  " + count.entries()));
            return 0;
        }
    }

    @Command(
            name = "retire",
            description = "Give up a source of a list: its entries stay, the list's age no longer depends on it.",
            mixinStandardHelpOptions = true)
    int retire(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose list.")
                    String tenant,
            @Option(names = "--kind", required = true, paramLabel = "KIND", description = "litigator or drop.")
                    String kind,
            @Option(names = "--source", required = true, paramLabel = "NAME", description = "The source.")
                    String source) {
        try (Backstage backstage = Backstage.open(gavel)) {
            Instant now = Instant.now();
            boolean retired = Boolean.TRUE.equals(new SuppressionLists(backstage.scope())
                    .retire(tenant, kind(kind), source, now, List.of(SuppressionEvent.retired(now, kind(kind), source)))
                    .block());
            out().println(retired ? "retired" : "there is no such source");
            return retired ? 0 : GavelCommand.FAILED;
        }
    }

    @Command(
            name = "withdraw",
            description = {
                "Take the DROP's file of removed requests (ID,Hash,ListType): their entries of the kind drop end,",
                "whatever else the consumer asked for stays."
            },
            mixinStandardHelpOptions = true)
    int withdraw(
            @Parameters(paramLabel = "FILE", description = "UTF-8.") Path file,
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose list.")
                    String tenant)
            throws IOException {
        try (Backstage backstage = Backstage.open(gavel);
                CommandRedis redis = CommandRedis.open(backstage.config(), backstage.scope())) {
            return new DropDuties(tenant, keys(backstage, tenant), out()).withdraw(desk(backstage, redis), file);
        }
    }

    @Command(
            name = "report",
            description = {
                "Write what became of each request of a DROP list (Id,Status), to be uploaded there: 5 where there is no lead of the",
                "consumer. Those of whom there are leads are left out, unless --found says what was done about them."
            },
            mixinStandardHelpOptions = true)
    int report(
            @Parameters(paramLabel = "FILE", description = "The list, as it was downloaded.") Path file,
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose leads.")
                    String tenant,
            @Option(
                            names = "--holds",
                            required = true,
                            paramLabel = "WHAT",
                            description = "email_sha256 or ten_digits_sha256.")
                    SuppressionFile.Holds holds,
            @Option(names = "--to", required = true, paramLabel = "FILE", description = "A new file.") Path report,
            @Option(
                            names = "--found",
                            paramLabel = "WHAT",
                            description = "exempted, deleted or opted_out, for all of whom there are leads.")
                    DropDuties.@Nullable Found found)
            throws IOException {
        try (Backstage backstage = Backstage.open(gavel)) {
            return new DropDuties(tenant, keys(backstage, tenant), out())
                    .report(new LeadConsumers(backstage.scope()), file, holds, report, found);
        }
    }

    private static SuppressionDesk desk(Backstage backstage, CommandRedis redis) {
        return new SuppressionDesk(new SuppressionStore(backstage.scope()), redis.changes());
    }

    private static SuppressionKind kind(String text) {
        SuppressionKind kind = SuppressionKind.named(text);
        if (kind == null) {
            throw new IllegalArgumentException("--kind " + text + " is not known");
        }
        return kind;
    }

    private static Identifiers identifiers(@Nullable String phone, @Nullable String email) {
        Identifiers byPhone = phone == null ? Identifiers.NONE : Identifiers.ofPhone(phone);
        Identifiers byEmail = email == null ? Identifiers.NONE : Identifiers.ofEmail(email);
        boolean unreadable = (phone != null && byPhone.isEmpty()) || (email != null && byEmail.isEmpty());
        if (unreadable || (phone == null && email == null)) {
            throw new IllegalArgumentException("give --phone or --email, in a readable form");
        }
        return byPhone.and(byEmail);
    }

    private static TenantKeys keys(Backstage backstage, String tenant) {
        return Objects.requireNonNull(new TenantKeyStore(backstage.scope(), MasterKey.of(backstage.config()))
                .loadOrCreate(tenant)
                .block());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
