package io.canyon.engine;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RefusalReason;
import io.canyon.engine.spi.RejectCode;
import io.canyon.engine.spi.RoomKind;

@AnalyzeClasses(packages = "io.canyon", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOM = "io.canyon.engine.room..";
    private static final String DOCUMENT = "io.canyon.engine.document..";
    private static final String DELTA = "io.canyon.engine.delta..";
    private static final String DIFF_MATCH_PATCH = "org.bitbucket.cowwoc.diffmatchpatch..";
    private static final String EDIT = "io.canyon.engine.edit..";
    private static final String SPI = "io.canyon.engine.spi..";

    @ArchTest
    static final ArchRule editDependsOnItselfOnly = dependsOnlyOn(EDIT, EDIT, DIFF_MATCH_PATCH);

    @ArchTest
    static final ArchRule deltaDependsOnEditOnly = dependsOnlyOn(DELTA, DELTA, EDIT);

    @ArchTest
    static final ArchRule documentDependsOnEditOnly = dependsOnlyOn(DOCUMENT, DOCUMENT, EDIT);

    @ArchTest
    static final ArchRule roomDependsOnDocumentDeltaAndEditOnly = classes()
            .that()
            .resideInAPackage(ROOM)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.agrona..", ROOM, DOCUMENT, DELTA, EDIT)
                    // The words that rooms and those outside share; they depend on nothing.
                    .or(belongToAnyOf(
                            Permission.class,
                            RoomKind.class,
                            CloseReason.class,
                            RefusalReason.class,
                            RejectCode.class)));

    /** What its users need, and nothing of the engine's inside. */
    @ArchTest
    static final ArchRule spiStandsAlone = dependsOnlyOn(SPI, SPI, "com.fasterxml.jackson.core..");

    @ArchTest
    static final ArchRule chronicleIsForTheJournalOnly = noClasses()
            .that()
            .resideOutsideOfPackage("io.canyon.engine.journal..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.openhft..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nettyIsForTheWebSocketTransportOnly = noClasses()
            .that()
            .resideOutsideOfPackage("io.canyon.ws..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule engineDoesNotKnowAeron = noClasses()
            .that()
            .resideInAPackage("io.canyon.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.aeron..")
            .allowEmptyShould(true);

    private static ArchRule dependsOnlyOn(String dependent, String... own) {
        String[] allowed = new String[own.length + 2];
        allowed[0] = "java..";
        allowed[1] = "org.agrona..";
        System.arraycopy(own, 0, allowed, 2, own.length);
        return classes()
                .that()
                .resideInAPackage(dependent)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .allowEmptyShould(true);
    }
}
