package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing acked is lost when the server is killed at any moment. */
@Timeout(240)
class KillNineIT {
    private static final List<String> ROOMS = List.of("r0", "r1", "r2");
    private static final int WRITERS_PER_ROOM = 2;
    private static final int RANGE_BITS = 32;

    private final long seed = Long.getLong("canyon.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<KeyWriter> writers = new ArrayList<>();
    /** What somebody knows of each room who only watches. */
    private final Map<String, Replica> watchers = new HashMap<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void makeWriters() {
        System.out.println("KillNineIT: canyon.seed=" + seed);
        for (String room : ROOMS) {
            watchers.put(room, new Replica());
            for (int i = 0; i < WRITERS_PER_ROOM; i++) {
                writers.add(new KeyWriter(room, room + "w" + i, random.nextLong()));
            }
        }
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        threads.shutdownNow();
        assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
    }

    @Test
    void shouldFindEverythingAckedAfterKills() throws Exception {
        for (int round = 0; round < 6; round++) {
            writeUntilKilled();
        }
        restartAndCheck();
    }

    @Test
    void shouldFindEverythingAckedInPlainSegmentsAfterKills() throws Exception {
        for (int round = 0; round < 3; round++) {
            writeUntilKilled("--journal", "segments");
        }
        restartAndCheck("--journal", "segments");
    }

    @Test
    void shouldFindEverythingAckedWhenTheShardsChangeBetweenKills() throws Exception {
        for (String shards : List.of("2", "3", "1")) {
            writeUntilKilled("--shards", shards);
        }
        restartAndCheck("--shards", "2");
    }

    @Test
    void shouldFindEverythingAckedAfterKillsDuringStartAndRecovery() throws Exception {
        writeUntilKilled();
        writeUntilKilled();
        for (int i = 0; i < 6; i++) {
            try (JarServer server = JarServer.launch(0, folder)) {
                server.killAfter(Duration.ofMillis(random.nextInt(2_000)));
            }
        }
        restartAndCheck();
        writeUntilKilled();
        restartAndCheck();
    }

    @Test
    void shouldGoOnWithTheNextVersionOnlyAfterACleanStop() throws Exception {
        long[] versions = new long[3];
        for (int i = 0; i < versions.length; i++) {
            try (JarServer server = JarServer.start(folder);
                    CanvasClient editor = CanvasClient.connect(server.port(), "r", "a")) {
                versions[i] = editor.edit("m", "{\"e/C\":{\"_exists\":true,\"x\":" + i + "}}");
                if (i == 0) {
                    assertEquals(0, server.stop());
                } else {
                    server.kill();
                }
            }
        }
        assertEquals(1, versions[0]);
        assertEquals(2, versions[1]);
        assertEquals(3L << RANGE_BITS, versions[2] & -(1L << RANGE_BITS));
    }

    /** One life of a server: everybody resumes, checks and writes, until it is killed at a random moment. */
    private void writeUntilKilled(String... options) throws Exception {
        long killedAt = 300 + random.nextInt(1_200);
        long ackedBefore = acks();
        long highestBefore = highestVersion();
        List<Future<?>> runs = new ArrayList<>();
        try (JarServer server = JarServer.start(folder, options)) {
            checkAll(server.port());
            for (KeyWriter writer : writers) {
                runs.add(threads.submit(() -> {
                    writer.run(server.port());
                    return null;
                }));
            }
            for (String room : ROOMS) {
                runs.add(threads.submit(() -> {
                    watch(server.port(), room);
                    return null;
                }));
            }
            while (acks() == ackedBefore) {
                assertTrue(server.isAliveFor(Duration.ofMillis(20)), () -> server.errors());
                for (Future<?> run : runs) {
                    if (run.isDone()) {
                        run.get();
                    }
                }
            }
            server.killAfter(Duration.ofMillis(killedAt));
        }
        for (Future<?> run : runs) {
            run.get(60, TimeUnit.SECONDS);
        }
        System.out.println("KillNineIT: killed after " + killedAt + " ms and " + (acks() - ackedBefore) + " acks");
        for (KeyWriter writer : writers) {
            long first = writer.firstTimestampOfRun();
            assertTrue(
                    first == 0 || highestBefore == 0 || first >>> RANGE_BITS > highestBefore >>> RANGE_BITS,
                    "no new range: " + first + " after " + highestBefore);
        }
    }

    private void restartAndCheck(String... options) throws Exception {
        assertTrue(acks() > 0);
        try (JarServer server = JarServer.start(folder, options)) {
            checkAll(server.port());
            assertEquals(0, server.metric("canyon_resyncs_total"));
            assertEquals(0, server.metric("canyon_rooms_failed_total"));
            // The next life of the server is one after an unclean stop, too.
            server.kill();
        }
    }

    /** What a newcomer sees is what was written, and who resumes from an old version ends up with the same. */
    private void checkAll(int port) throws InterruptedException {
        for (String room : ROOMS) {
            Replica fresh = CanvasClient.read(port, room);
            Replica watcher = watchers.get(room);
            CanvasClient.resume(port, room, "watcher", watcher).close();
            assertEquals(fresh.records(), watcher.records(), "resumed in " + room);
            for (KeyWriter writer : writers) {
                if (writer.room().equals(room)) {
                    writer.check(fresh.records());
                }
            }
        }
    }

    private void watch(int port, String room) throws InterruptedException {
        Replica replica = watchers.get(room);
        try (CanvasClient editor = CanvasClient.resume(port, room, "watcher", replica)) {
            Map<String, Object> frame = editor.next();
            while (!frame.get("type").equals("closed")) {
                replica.apply(frame);
                frame = editor.next();
            }
        } catch (CompletionException | CanvasClient.ClosedException e) {
            // The server was killed before this watcher had caught up; it goes on from there the next time.
            return;
        }
    }

    private long acks() {
        return writers.stream().mapToLong(KeyWriter::acks).sum();
    }

    private long highestVersion() {
        return writers.stream().mapToLong(KeyWriter::lastTimestamp).max().orElseThrow();
    }
}
