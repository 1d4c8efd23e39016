package dev.gavel.server.cli;

import dev.gavel.persistence.audit.VerifyReport;
import java.io.PrintWriter;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Works on the audit log. */
@Command(
        name = "audit",
        description = "Verify the audit log.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AuditCommand {

    @ParentCommand
    private GavelCommand gavel = new GavelCommand();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "verify",
            description =
                    "Walk a tenant's hash chain from its first event; exit code 3 when anything was changed, removed or reordered.",
            mixinStandardHelpOptions = true)
    int verify(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose log.")
                    String tenant) {
        try (Backstage backstage = Backstage.open(gavel)) {
            VerifyReport report = Objects.requireNonNull(
                    backstage.auditVerify().verify(tenant).block());
            PrintWriter out = spec.commandLine().getOut();
            out.println(describe(report));
            return report instanceof VerifyReport.Intact ? 0 : GavelCommand.FOUND_WRONG;
        }
    }

    static String describe(VerifyReport report) {
        return switch (report) {
            case VerifyReport.Intact intact ->
                "intact: " + intact.count() + " events, head " + intact.headHash() + ", " + intact.checkpoints()
                        + " signed checkpoints";
            case VerifyReport.Broken broken -> "BROKEN at event " + broken.seq() + ": " + broken.fault();
        };
    }
}
