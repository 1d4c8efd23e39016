package dev.gavel.server.cli;

import dev.gavel.persistence.crypto.TenantKeyStore;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.SuppressionStore;
import dev.gavel.server.CommandRedis;
import dev.gavel.server.MasterKey;
import dev.gavel.server.vendor.ConsumerKeys;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Suppresses consumers, and lifts it. */
@Command(
        name = "suppress",
        description = "Suppress a consumer at once on every node, or lift it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class SuppressCommand {

    @ParentCommand
    private GavelCommand gavel = new GavelCommand();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(name = "add", description = "Never sell this consumer again.", mixinStandardHelpOptions = true)
    int add(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose list.")
                    String tenant,
            @Option(names = "--phone", paramLabel = "NUMBER", description = "The consumer's number.") @Nullable
                    String phone,
            @Option(names = "--email", paramLabel = "ADDRESS", description = "The consumer's address.") @Nullable
                    String email,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; no personal data.")
                    String reason) {
        try (Backstage backstage = Backstage.open(gavel);
                CommandRedis redis = CommandRedis.open(backstage.config(), backstage.scope())) {
            List<String> keys = keys(backstage, tenant, phone, email);
            new SuppressionStore(backstage.scope())
                    .add(tenant, keys, reason, Instant.now())
                    .block();
            redis.changes().suppress(tenant, keys).block();
            spec.commandLine().getOut().println("suppressed");
            return 0;
        }
    }

    @Command(name = "lift", description = "Take a consumer off the list.", mixinStandardHelpOptions = true)
    int lift(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose list.")
                    String tenant,
            @Option(names = "--phone", paramLabel = "NUMBER", description = "The consumer's number.") @Nullable
                    String phone,
            @Option(names = "--email", paramLabel = "ADDRESS", description = "The consumer's address.") @Nullable
                    String email) {
        try (Backstage backstage = Backstage.open(gavel);
                CommandRedis redis = CommandRedis.open(backstage.config(), backstage.scope())) {
            List<String> keys = keys(backstage, tenant, phone, email);
            new SuppressionStore(backstage.scope()).remove(tenant, keys).block();
            redis.changes().lift(tenant, keys).block();
            spec.commandLine().getOut().println("lifted");
            return 0;
        }
    }

    private static List<String> keys(
            Backstage backstage, String tenant, @Nullable String phone, @Nullable String email) {
        TenantKeys tenantKeys =
                Objects.requireNonNull(new TenantKeyStore(backstage.scope(), MasterKey.of(backstage.config()))
                        .loadOrCreate(tenant)
                        .block());
        List<String> keys = ConsumerKeys.of(phone, email, tenantKeys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("give --phone or --email, in a readable form");
        }
        return keys;
    }
}
