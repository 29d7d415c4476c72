package io.canyon.aeron.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.aeron.AeronConfig;
import io.canyon.aeron.AeronCounter;
import io.canyon.aeron.TestServer;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.client.RandomId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server and a client whose media driver is killed and started again. */
@Timeout(300)
class KilledDriverIT {
    /** Nobody takes the driver for dead within the test because it is silent. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    @Test
    void shouldGoOnWithTheDriverThatTakesThePlaceOfOneThatIsKilled() throws Exception {
        Path directory = folder.resolve("driver");
        AeronConfig config = TestServer.CONFIG
                .withChannel("aeron:ipc")
                .withDirectory(directory, false)
                .withTimeouts(Duration.ofMillis(200), Duration.ofMinutes(2), Duration.ofSeconds(30), PATIENCE);
        try (JvmProcess first = new JvmProcess(DriverMain.class, directory.toString());
                TestServer server = TestServer.start(EngineConfig.of(folder.resolve("data")), config);
                RoomsClient client = client(directory)) {
            RemoteRoom room = client.join("lobby", "ann");
            drive(client, room.joined());
            assertEquals(1, drive(client, room.set("/a", 1)).version());
            first.kill();
            CompletableFuture<EditAck> offline = room.set("/b", 2);
            try (JvmProcess second = new JvmProcess(DriverMain.class, directory.toString())) {
                assertEquals(2, drive(client, offline).version());
                assertEquals(1, server.transport.count(AeronCounter.DRIVERS_LOST));
                second.kill();
            }
        }
    }

    private static RoomsClient client(Path directory) {
        RoomsConfig config = RoomsConfig.builder()
                .aeronDirectory(directory.toString())
                .request("aeron:ipc", AeronConfig.DEFAULTS.streamId())
                .response("aeron:ipc", 7402)
                .backoff(Duration.ofMillis(20), Duration.ofMillis(500))
                .errorHandler(failure -> {})
                .build();
        return RoomsClient.over(
                config,
                listener -> new RoomsSession(
                        config,
                        new AeronWires(config, PATIENCE.toMillis()),
                        SystemNanoClock.INSTANCE,
                        new SplittableRandom(),
                        RandomId::next,
                        listener));
    }

    private static <T> T drive(RoomsClient client, CompletableFuture<T> future) {
        while (!future.isDone()) {
            if (client.doWork() == 0) {
                LockSupport.parkNanos(100_000);
            }
        }
        return future.join();
    }
}
