package dev.gavel.gates;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;

/** What a gate may lean on. */
@AnalyzeClasses(packages = "dev.gavel.gates", importOptions = GatesArchitectureTest.NoTests.class)
class GatesArchitectureTest {

    /** Leaves the tests out, in a quick build's folder too. */
    static final class NoTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("test-classes");
        }
    }

    @ArchTest
    static final ArchRule KNOW_ONLY_THE_AUCTION = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "org.jspecify..", "dev.gavel.auction..", "dev.gavel.gates..", "tools.jackson..");

    @ArchTest
    static final ArchRule ONLY_READERS_READ = noClasses()
            .that(not(belongToAnyOf(GateRules.class, RuleFile.class, RuleFiles.class))
                    .and(not(simpleNameEndingWith("Reader"))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio..", "java.net..", "tools.jackson..");

    @ArchTest
    static final ArchRule READ_NO_CLOCK = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    @ArchTest
    static final ArchRule KNOW_NOTHING_OF_EACH_OTHER =
            slices().matching("dev.gavel.gates.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule ARE_CLOSED = classes()
            .that()
            .implement(Gate.class)
            .should()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);
}
