package io.canyon.aeron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.engine.EngineConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How sessions, transports and drivers end, over a real media driver and engine. */
@Timeout(300)
class EndsIT {
    @TempDir
    private Path data;

    private static void await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "it did not happen");
            Thread.yield();
        }
    }

    @Test
    void shouldNoticeAServiceThatVanishes() {
        try (TestServer server = TestServer.start(data);
                TestService b = TestService.ipc(server.transport).connect("b")) {
            b.join(1, "room", -1);
            TestService a = TestService.ipc(server.transport).connect("a");
            a.join(1, "room", -1);
            b.await("Entered");
            a.close();
            assertEquals("a", b.await("Departed").field(1));
            // Which of its publications is missed first is up to the driver.
            assertEquals(
                    1,
                    server.transport.count(AeronCounter.SESSIONS_IMAGE_LOST)
                            + server.transport.count(AeronCounter.SESSIONS_UNREACHABLE));
        }
    }

    @Test
    void shouldNoticeAServiceThatIsSilent() {
        AeronConfig brief = TestServer.CONFIG.withTimeouts(
                Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(30));
        try (TestServer server = TestServer.start(EngineConfig.of(data), brief);
                TestService b = TestService.ipc(server.transport);
                TestService a = TestService.udp(server.transport)) {
            // Neither is kept alive while the other is waited for, which is brief when both have their drivers.
            b.connect("b");
            a.connect("a");
            b.join(1, "room", -1);
            a.join(1, "room", -1);
            assertEquals("a", b.await("Departed").field(1));
            assertEquals("TIMEOUT", a.await("SessionClosed").field(1));
            a.awaitEnd();
            a.connect("a");
            assertEquals("Joined", a.join(1, "room", -1).name());
        }
    }

    @Test
    void shouldEndOnlyTheSessionThatSendsGarbage() {
        try (TestServer server = TestServer.start(data);
                TestService b = TestService.ipc(server.transport).connect("b");
                TestService a = TestService.udp(server.transport).connect("a")) {
            b.join(1, "room", -1);
            a.join(1, "room", -1);
            a.send(new UnsafeBuffer(new byte[100]));
            assertEquals("MALFORMED", a.await("SessionClosed").field(1));
            assertEquals("a", b.await("Departed").field(1));
            b.edit(1, 1, -1, "[1]");
            b.await("Ack");
            a.connect("a");
            assertEquals("1", a.join(1, "room", -1).field(10));
        }
    }

    @Test
    void shouldTellServicesThatTheServerStops() {
        TestServer server = TestServer.start(data);
        try (TestService a = TestService.ipc(server.transport).connect("a")) {
            a.join(1, "room", -1);
            a.edit(1, 1, -1, "[1]");
            a.await("Ack");
            server.transport.stopAccepting();
            server.engine.close();
            assertEquals("SHUTDOWN", a.await("SessionClosed").field(1));
            assertTrue(server.engine.isClosedCleanly());
        } finally {
            server.close();
        }
        assertFalse(Files.exists(Path.of(server.transport.folder())));
        assertFalse(server.failure.isDone());
    }

    @Test
    void shouldTakeEditsOfAnyLengthThatItSaysItTakes() {
        try (TestServer server = TestServer.start(data);
                TestService a = TestService.udp(server.transport).connect("a")) {
            a.join(1, "room", -1);
            byte[] tooLong = new byte[TestServer.CONFIG.maxMessageBytes() + 1];
            a.send(a.writer().edit(a.sessionId(), 1, 1, -1, PayloadForm.DELTA, tooLong));
            assertEquals("TOO_LARGE", a.await("SessionClosed").field(2));
        }
    }

    @Test
    void shouldOutliveTheDriverOfOthers() {
        Path folder = data.resolve("driver");
        MediaDriver driver = driver(folder);
        AeronConfig config = TestServer.CONFIG
                .withDirectory(folder, false)
                .withTimeouts(
                        Duration.ofMillis(200), Duration.ofMinutes(2), Duration.ofSeconds(30), Duration.ofSeconds(5));
        try (TestServer server = TestServer.start(EngineConfig.of(data.resolve("data")), config)) {
            String address = server.transport.address();
            long version;
            try (TestService a = TestService.ipc(server.transport).connect("a")) {
                a.join(1, "room", -1);
                a.edit(1, 1, -1, "[1]");
                version = a.await("Ack").number(2);
                driver.close();
                await(() -> server.transport.count(AeronCounter.DRIVERS_LOST) == 1);
            }
            await(() -> server.engine.sessionCount() == 0);
            assertTrue(server.engine.isReady());
            driver = driver(folder);
            try (TestService a = TestService.udp(server.transport)) {
                a.connect("a");
                Received joined = a.join(1, "room", version);
                assertEquals("NOTHING_NEW", joined.field(8));
                assertEquals("1", joined.field(4));
            }
            assertEquals(address, server.transport.address());
            assertFalse(server.failure.isDone());
        } finally {
            driver.close();
        }
    }

    @Test
    void shouldFailWhenItsOwnDriverIsGone() throws Exception {
        AeronConfig config = TestServer.CONFIG.withTimeouts(
                Duration.ofMillis(200), Duration.ofMinutes(2), Duration.ofSeconds(30), Duration.ofSeconds(5));
        try (TestServer server = TestServer.start(EngineConfig.of(data), config)) {
            try (TestService a = TestService.ipc(server.transport).connect("a")) {
                a.join(1, "room", -1);
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().contains(server.transport.folder()))
                        .forEach(Thread::interrupt);
                server.failure.get(60, TimeUnit.SECONDS);
            }
            await(() -> server.engine.sessionCount() == 0);
            assertTrue(server.engine.isReady());
        }
    }

    @Test
    void shouldNotStartWithoutADriver() {
        AeronConfig config = TestServer.CONFIG
                .withDirectory(data.resolve("nowhere"), false)
                .withTimeouts(
                        Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(1));
        assertThrows(RuntimeException.class, () -> TestServer.start(EngineConfig.of(data.resolve("data")), config));
    }

    @Test
    void shouldNotStartWhereAnotherListens() {
        try (TestServer server = TestServer.start(data.resolve("one"))) {
            AeronConfig same =
                    TestServer.CONFIG.withChannel(server.transport.address().split(" ")[0]);
            RuntimeException refused = assertThrows(
                    RuntimeException.class, () -> TestServer.start(EngineConfig.of(data.resolve("two")), same));
            assertTrue(refused.getMessage().contains("in use"), refused.getMessage());
        }
    }

    @Test
    void shouldNotTakeAwayTheFolderOfADriverThatRuns() {
        try (TestServer server = TestServer.start(data.resolve("one"))) {
            Path folder = Path.of(server.transport.folder());
            AeronConfig same = TestServer.CONFIG.withDirectory(folder, true);
            assertThrows(RuntimeException.class, () -> TestServer.start(EngineConfig.of(data.resolve("two")), same));
            try (TestService a = TestService.ipc(server.transport).connect("a")) {
                assertEquals("Joined", a.join(1, "room", -1).name());
            }
        }
    }

    @Test
    void shouldKeepItsFilesFromOthers() throws Exception {
        try (TestServer server = TestServer.start(data)) {
            Path folder = Path.of(server.transport.folder());
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        }
    }

    private static MediaDriver driver(Path folder) {
        return MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(folder.toString())
                .threadingMode(ThreadingMode.SHARED)
                .dirDeleteOnShutdown(true));
    }
}
