package io.canyon.engine.examples;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.examples.toy.ToyConnection;
import io.canyon.engine.examples.toy.ToyTransport;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.TransportContext;
import io.canyon.engine.spi.TransportProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The transport SPI as somebody else uses it. */
@Timeout(300)
class TransportTest {
    private static final String EXAMPLES = "io.canyon.engine.examples..";
    private static final String TOY = "io.canyon.engine.examples.toy";

    @TempDir
    private Path folder;

    @Test
    void shouldBeFoundAndBringEditorsToAnEngine() throws Exception {
        Engine engine = Engine.start(EngineConfig.of(folder));
        ToyTransport toy = (ToyTransport) provider()
                .start(new TransportContext(engine, engine::isReady, Map.of("name", "here"), "process", error -> {}));
        assertEquals("toy:here", toy.address());
        ToyConnection a = toy.connect("roomId=r&clientId=a");
        await(a, "\"count\":1");
        ToyConnection b = toy.connect("roomId=r&clientId=b");
        await(a, "\"count\":2");
        a.sends("{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":[{\"k\":{\"_exists\":true,\"n\":1}}]}");
        await(a, "\"type\":\"ack\"");
        await(b, "\"clientId\":\"a\"");
        b.leaves();
        await(a, "\"count\":1");

        ToyConnection refused = toy.connect("roomId=r");
        assertEquals(CloseReason.MALFORMED, refused.closed().get(60, TimeUnit.SECONDS));
        toy.stopAccepting();
        assertNull(toy.connect("roomId=r&clientId=c"));
        engine.close();
        assertTrue(engine.isClosedCleanly());
        assertEquals(CloseReason.SHUTDOWN, a.closed().get(60, TimeUnit.SECONDS));
        toy.close();
        toy.close();
    }

    @Test
    void shouldRefuseOptionsThatItDoesNotHave() {
        TransportContext context =
                new TransportContext((frames, wakeUp) -> null, () -> true, Map.of("port", "1"), "process", error -> {});
        assertThrows(IllegalArgumentException.class, () -> provider().start(context));
    }

    @Test
    void shouldNeedNothingButTheSpi() {
        classes()
                .that()
                .resideInAPackage(TOY)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.agrona..", "io.canyon.engine.spi", TOY)
                .check(new ClassFileImporter().importPackages(TOY));
    }

    @Test
    void shouldShowPublicApiOnly() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.canyon.engine..")
                        .and(not(resideInAnyPackage(
                                "io.canyon.engine",
                                "io.canyon.engine.spi",
                                "io.canyon.engine.client",
                                "io.canyon.engine.dialect.jsondiffpatch",
                                EXAMPLES))))
                .check(new ClassFileImporter().importPackages("io.canyon.engine.examples"));
    }

    private static TransportProvider provider() {
        return ServiceLoader.load(TransportProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("toy"))
                .findFirst()
                .orElseThrow();
    }

    private static void await(ToyConnection connection, String part) throws InterruptedException {
        String message = "";
        while (!message.contains(part)) {
            message = connection.received().poll(60, TimeUnit.SECONDS);
            assertNotNull(message, "waited in vain for " + part);
        }
    }
}
