package io.canyon.ws;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.canyon.ws", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** A transport like any other. */
    @ArchTest
    static final ArchRule usesThePublicEngineOnly = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.canyon.engine..")
                    .and(not(resideInAnyPackage("io.canyon.engine", "io.canyon.engine.spi"))));

    @ArchTest
    static final ArchRule doesNotKnowAeron =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.canyon.aeron..", "io.aeron..");
}
