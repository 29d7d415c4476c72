package io.canyon.aeron.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.exceptions.ConductorServiceTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client whose media driver, which is not the server's, goes away or loses patience. */
@Timeout(600)
class DriverIT {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private RestartableServer server;
    private MediaDriver driver;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        server = new RestartableServer(folder);
        startDriver();
    }

    @AfterEach
    void stop() {
        driver.close();
        server.close();
    }

    private void startDriver() {
        driver = MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(folder.resolve("own").toString())
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new SleepingMillisIdleStrategy(1))
                .clientLivenessTimeoutNs(PATIENCE.toNanos())
                .publicationUnblockTimeoutNs(PATIENCE.toNanos() * 2)
                .publicationTermBufferLength(1 << 20)
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true));
    }

    private RoomsConfig config() {
        return server.udp()
                .aeronDirectory(driver.aeronDirectoryName())
                .errorHandler(errors::add)
                .build();
    }

    @Test
    void shouldGoOnBehindARestartOfItsDriver() throws Exception {
        try (RoomsClient client = RoomsClient.launch(config())) {
            RemoteRoom room = client.join("lobby", "ann");
            room.joined().get(60, TimeUnit.SECONDS);
            room.set("/a", 1).get(60, TimeUnit.SECONDS);
            driver.close();
            CompletableFuture<EditAck> offline = room.set("/b", 2);
            startDriver();
            assertEquals(2, offline.get(90, TimeUnit.SECONDS).version());
            assertTrue(client.count(RoomsCounter.SESSIONS) >= 2, "sessions=" + client.count(RoomsCounter.SESSIONS));
        }
    }

    @Test
    void shouldWaitForADriverThatIsNotThere() throws Exception {
        RoomsConfig config = config();
        driver.close();
        try (RoomsClient client = RoomsClient.launch(config)) {
            RemoteRoom room = client.join("lobby", "ann");
            while (client.count(RoomsCounter.ATTEMPTS) < 3) {
                LockSupport.parkNanos(1_000_000);
            }
            startDriver();
            assertEquals("{}", room.joined().get(60, TimeUnit.SECONDS).toString());
            assertTrue(errors.get(0).getMessage().startsWith("no media driver: "), errors.get(0)::toString);
        }
    }

    @Test
    void shouldComeBackWhenItsCallerForgotToDriveIt() {
        try (RoomsClient client = RoomsClient.create(config())) {
            RemoteRoom room = client.join("lobby", "ann");
            while (!room.joined().isDone()) {
                client.doWork();
            }
            LockSupport.parkNanos(PATIENCE.toNanos() + 1_000_000_000L);
            CompletableFuture<EditAck> ack = room.set("/a", 1);
            while (!ack.isDone()) {
                client.doWork();
            }
            assertEquals(1, ack.join().version());
            // one more for every pause of the machine that is as long
            assertTrue(client.count(RoomsCounter.SESSIONS) >= 2, "sessions=" + client.count(RoomsCounter.SESSIONS));
            assertTrue(errors.stream().anyMatch(ConductorServiceTimeoutException.class::isInstance), errors::toString);
        }
    }
}
