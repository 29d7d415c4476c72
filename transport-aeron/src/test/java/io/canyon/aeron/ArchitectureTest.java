package io.canyon.aeron;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.canyon.aeron", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String CLIENT = "io.canyon.aeron.client..";
    private static final String SERVER = "io.canyon.aeron.server..";

    /** A transport like any other. */
    @ArchTest
    static final ArchRule serverUsesTheSpiOnly = noClasses()
            .that()
            .resideOutsideOfPackage(CLIENT)
            .should()
            .dependOnClassesThat(
                    resideInAPackage("io.canyon.engine..").and(not(resideInAnyPackage("io.canyon.engine.spi"))));

    @ArchTest
    static final ArchRule endsDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage(SERVER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CLIENT);

    @ArchTest
    static final ArchRule clientDoesNotKnowTheServer = noClasses()
            .that()
            .resideInAPackage(CLIENT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(SERVER)
            .allowEmptyShould(true);

    /** What both ends share brings no driver with it. */
    @ArchTest
    static final ArchRule driverIsForTheTransportOnly = noClasses()
            .that()
            .resideInAnyPackage(CLIENT, SERVER, "io.canyon.aeron.wire..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.aeron.driver..");
}
