package dev.gavel.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.gavel.persistence.postgres.Migrations;
import dev.gavel.persistence.postgres.TenantConnection;
import dev.gavel.persistence.postgres.TenantScope;
import dev.gavel.server.cli.GavelCommand;
import dev.gavel.server.demo.Demo;

/** What the modules and the packages of the server may lean on: DESIGN's directions, held by a test. */
@AnalyzeClasses(packages = "dev.gavel", importOptions = ArchitectureTest.NoTests.class)
class ArchitectureTest {

    private static final String AUCTION = "dev.gavel.auction..";
    private static final String GATES = "dev.gavel.gates..";
    private static final String PERSISTENCE = "dev.gavel.persistence..";
    private static final String SERVER = "dev.gavel.server..";

    /** Leaves tests and test kits out, as folders and as jars. */
    static final class NoTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("test-classes") && !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule MODULES_POINT_ONE_WAY = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("server")
            .definedBy(SERVER)
            .layer("persistence")
            .definedBy(PERSISTENCE)
            .layer("gates")
            .definedBy(GATES)
            .layer("auction")
            .definedBy(AUCTION)
            .whereLayer("server")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("persistence")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("gates")
            .mayOnlyBeAccessedByLayers("server", "persistence");

    @ArchTest
    static final ArchRule THE_CENTRE_DECIDES_WITHOUT_REACTOR_OR_IO = noClasses()
            .that()
            .resideInAnyPackage(AUCTION, GATES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "reactor..",
                    "org.reactivestreams..",
                    "io.netty..",
                    "io.lettuce..",
                    "io.r2dbc..",
                    "java.sql..",
                    "org.slf4j..",
                    "io.micrometer..");

    @ArchTest
    static final ArchRule THE_CENTRE_READS_NO_CLOCK = noClasses()
            .that()
            .resideInAnyPackage(AUCTION, GATES)
            .should()
            .callMethodWhere(com.tngtech.archunit.base.DescribedPredicate.describe(
                    "ask what time it is", ArchitectureTest::asksForTheTime));

    private static boolean asksForTheTime(JavaAccess<?> call) {
        String owner = call.getTargetOwner().getName();
        return (owner.startsWith("java.time.") && call.getName().equals("now"))
                || (owner.equals("java.lang.System")
                        && (call.getName().equals("currentTimeMillis")
                                || call.getName().equals("nanoTime")))
                || (owner.equals("java.time.Clock") && call.getName().startsWith("system"));
    }

    @ArchTest
    static final ArchRule ONLY_MIGRATIONS_SPEAK_JDBC = noClasses()
            .that(not(belongToAnyOf(Migrations.class)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.flywaydb..");

    @ArchTest
    static final ArchRule ONLY_THE_TENANT_SCOPE_MAKES_TENANT_CONNECTIONS = noClasses()
            .that(not(belongToAnyOf(TenantScope.class)))
            .should()
            .callConstructor(TenantConnection.class, io.r2dbc.postgresql.api.PostgresqlConnection.class, String.class);

    @ArchTest
    static final ArchRule ONLY_PERSISTENCE_SPEAKS_TO_THE_STORES = noClasses()
            .that()
            .resideInAPackage(SERVER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.r2dbc..", "org.postgresql..", "io.lettuce..");

    @ArchTest
    static final ArchRule WHAT_SERVES_NEVER_BLOCKS = noClasses()
            .that(not(mayBlock()))
            .should()
            .callMethodWhere(com.tngtech.archunit.base.DescribedPredicate.describe(
                    "block a thread until a publisher completes", ArchitectureTest::blocks));

    /** What runs on a command's own thread, or on the one that starts and ends the node. */
    private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> mayBlock() {
        return resideInAnyPackage(
                        GavelCommand.class.getPackageName() + "..",
                        Demo.class.getPackageName() + "..",
                        "dev.gavel.bench..")
                .or(belongToAnyOf(Gavel.class, CommandRedis.class));
    }

    private static boolean blocks(JavaAccess<?> call) {
        return call.getTargetOwner().getName().startsWith("reactor.core.publisher.")
                && (call.getName().startsWith("block") || call.getName().equals("toIterable"));
    }

    @ArchTest
    static final ArchRule PACKAGES_OF_THE_SERVER_KNOW_NO_CIRCLES =
            slices().matching("dev.gavel.server.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PACKAGES_OF_PERSISTENCE_KNOW_NO_CIRCLES =
            slices().matching("dev.gavel.persistence.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOBODY_SERVES_SIMULATED_BUYERS_BUT_THE_DEMO = noClasses()
            .that(not(resideInAPackage("dev.gavel.server.buyer.sim..")
                    .or(resideInAPackage("dev.gavel.server.demo.."))
                    .or(resideInAPackage("dev.gavel.bench.."))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.gavel.server.buyer.sim..");
}
