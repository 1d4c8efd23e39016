package dev.gavel.server.cli;

import dev.gavel.persistence.postgres.Login;
import dev.gavel.persistence.postgres.Migrations;
import dev.gavel.server.Config;
import dev.gavel.server.ConfigException;
import dev.gavel.server.DatabaseUrl;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Brings the database to this version's schema. */
@Command(
        name = "migrate",
        description = {
            "Bring the database at GAVEL_DATABASE_OWNER_URL to this version's schema.",
            "With --admin-url the roles are made first, with the passwords of the three GAVEL_DATABASE_*URL variables."
        },
        mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {

    @ParentCommand
    private GavelCommand gavel = new GavelCommand();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--admin-url",
            paramLabel = "URL",
            description = "postgres:// address of a role that may create roles; user and password are taken from it.")
    private @Nullable String adminUrl;

    @Override
    public Integer call() {
        Config config = Config.from(gavel.environment());
        String ownerUrl = config.databaseOwnerUrl();
        if (ownerUrl == null) {
            throw new ConfigException("GAVEL_DATABASE_OWNER_URL: missing");
        }
        DatabaseUrl owner = DatabaseUrl.parse(ownerUrl);
        Migrations migrations = new Migrations(owner.jdbcUrl());
        if (adminUrl != null) {
            Login app = DatabaseUrl.parse(config.databaseUrl()).login();
            Login audit = DatabaseUrl.parse(config.databaseAuditUrl()).login();
            migrations.createRoles(DatabaseUrl.parse(adminUrl).login(), owner.login(), app, audit);
        }
        int ran = migrations.migrate(owner.login());
        PrintWriter out = spec.commandLine().getOut();
        out.println(ran + " migrations ran; the schema is at version " + migrations.version(owner.login()));
        return 0;
    }
}
