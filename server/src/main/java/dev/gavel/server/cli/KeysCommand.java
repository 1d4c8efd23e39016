package dev.gavel.server.cli;

import dev.gavel.persistence.postgres.ApiKeyStore;
import dev.gavel.server.access.AddressRange;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
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

/** Makes, lists and revokes API keys. */
@Command(
        name = "keys",
        description = "Make, list and revoke API keys.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class KeysCommand {

    @ParentCommand
    private GavelCommand gavel = new GavelCommand();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "create",
            description = "Make a key. It is shown once and stored as a hash.",
            mixinStandardHelpOptions = true)
    int create(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose key it is.")
                    String tenant,
            @Option(names = "--name", required = true, paramLabel = "NAME", description = "What people call it.")
                    String name,
            @Option(names = "--vendor", paramLabel = "VENDOR", description = "The vendor that uses it.") @Nullable
                    String vendor,
            @Option(names = "--buyer", paramLabel = "BUYER", description = "The buyer that uses it.") @Nullable
                    String buyer,
            @Option(
                            names = "--scope",
                            split = ",",
                            defaultValue = "ping,post",
                            paramLabel = "SCOPE",
                            description = "Some of ping, post, return, report, admin, suppress, revoke, buyer (default:"
                                    + " ${DEFAULT-VALUE}).")
                    Set<String> scopes,
            @Option(
                            names = "--allow",
                            split = ",",
                            paramLabel = "CIDR",
                            description = "Addresses it may be used from; any when none is given.")
                    @Nullable
                    List<String> allowed,
            @Option(
                            names = "--per-second",
                            defaultValue = "0",
                            paramLabel = "N",
                            description = "Requests per second at most, per node; 0 for no limit.")
                    int perSecond) {
        List<String> ranges = allowed == null ? List.of() : allowed;
        ranges.forEach(AddressRange::parse);
        ApiKeyStore.NewKey key = new ApiKeyStore.NewKey(tenant, name, false, scopes, vendor, buyer, ranges, perSecond);
        try (Backstage backstage = Backstage.open(gavel)) {
            ApiKeyStore.Created created = Objects.requireNonNull(
                    backstage.keys().create(key, Instant.now()).block());
            PrintWriter out = out();
            out.println("id   " + created.keyId());
            out.println("key  " + created.secret());
            return 0;
        }
    }

    @Command(name = "list", description = "List a tenant's keys.", mixinStandardHelpOptions = true)
    int list(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose keys.")
                    String tenant) {
        try (Backstage backstage = Backstage.open(gavel)) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("ID", "NAME", "OWNER", "SCOPES", "ENDS IN", "LAST USED", "STATE"));
            for (ApiKeyStore.ApiKey key :
                    backstage.keys().list(tenant).collectList().blockOptional().orElse(List.of())) {
                rows.add(row(key));
            }
            Output.table(out(), rows);
            return 0;
        }
    }

    @Command(name = "revoke", description = "Revoke a key, at once on every node.", mixinStandardHelpOptions = true)
    int revoke(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose key.")
                    String tenant,
            @Parameters(paramLabel = "ID", description = "The key's id.") String keyId) {
        try (Backstage backstage = Backstage.open(gavel)) {
            boolean revoked = Boolean.TRUE.equals(
                    backstage.keys().revoke(tenant, keyId, Instant.now()).block());
            out().println(revoked ? "revoked" : "there is no good key of this id");
            return revoked ? 0 : GavelCommand.FAILED;
        }
    }

    private static List<String> row(ApiKeyStore.ApiKey key) {
        return List.of(
                key.keyId(),
                key.name(),
                owner(key),
                String.join(",", key.scopes().stream().sorted().toList()),
                key.hint(),
                key.lastUsedAt() == null ? "never" : key.lastUsedAt().toString(),
                key.isGood() ? "good" : "revoked");
    }

    private static String owner(ApiKeyStore.ApiKey key) {
        return key.vendor() != null ? "vendor/" + key.vendor() : key.buyer() != null ? "buyer/" + key.buyer() : "-";
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
