package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small server under constant coming and going holds no more after a long time than after a short one. Runs for as
 * many seconds as the property {@code canyon.soak.seconds} says, and not without it.
 */
class SoakIT {
    private static final int KEEPERS = 8;
    private static final int ROOMS = 400;
    private static final int MIN_SECONDS = 30;
    private static final int SAMPLES = 30;
    private static final int TIMEOUT_SECONDS = 60;
    /** Files of the journal that are opened when there is something to write. */
    private static final int MAX_FILES_MORE = 4;

    private static final List<String> JVM = List.of(
            "-Xms192m",
            "-Xmx192m",
            "-XX:+AlwaysPreTouch",
            "-XX:MaxDirectMemorySize=128m",
            "-XX:NativeMemoryTracking=summary");
    private static final String[] OPTIONS = {
        "--shards",
        "2",
        "--io-threads",
        "2",
        "--durability",
        "process",
        "--checkpoint",
        "16MiB",
        "--idle-timeout",
        "500ms"
    };

    private final int seconds = Integer.getInteger("canyon.soak.seconds", 0);
    private final long seed = Long.getLong("canyon.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> rooms =
            IntStream.range(0, ROOMS).mapToObj(i -> "soak" + i).toList();
    private final List<SoakKeeper> keepers = new ArrayList<>();
    private final List<Future<?>> churn = new ArrayList<>();
    private final AtomicLong visits = new AtomicLong();
    private volatile boolean isStopping;
    private long startNs;

    @TempDir
    private Path folder;

    private interface Visit {
        void run() throws Exception;
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        isStopping = true;
        threads.shutdownNow();
        assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
    }

    @Test
    void shouldHoldNoMoreAfterALongTimeThanAfterAShortOne() throws Exception {
        assumeTrue(seconds > 0, "runs only with -Dcanyon.soak.seconds=N");
        assumeTrue(ProcessProbe.isSupported(), "needs /proc and jcmd");
        assertTrue(seconds >= MIN_SECONDS, "canyon.soak.seconds is at least " + MIN_SECONDS);
        System.out.println("SoakIT: canyon.seed=" + seed);
        try (JarServer server = JarServer.startWith(JVM, folder, OPTIONS)) {
            int filesBefore = server.probe().files().size();
            startNs = System.nanoTime();
            startChurn(server.port());
            SoakSamples samples = new SoakSamples(server, folder);
            for (int i = 1; i <= SAMPLES; i++) {
                goOnUntil(server, Duration.ofSeconds(seconds).multipliedBy(i).dividedBy(SAMPLES));
                samples.take((long) seconds * i / SAMPLES);
            }
            isStopping = true;
            for (Future<?> visitor : churn) {
                visitor.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            }
            samples.assertFlat();
            assertEmpty(server);
            samples.take(seconds);
            List<String> files = server.probe().files();
            assertTrue(files.size() <= filesBefore + MAX_FILES_MORE, files::toString);
            assertCounters(server);
            assertEquals(0, server.stop());
        }
        try (JarServer server = JarServer.startWith(JVM, folder, OPTIONS)) {
            for (SoakKeeper keeper : keepers) {
                keeper.checkAll(server.port());
            }
            assertEquals(0, server.stop());
        }
    }

    private void startChurn(int port) {
        for (int i = 0; i < KEEPERS; i++) {
            int number = i;
            List<String> own = IntStream.range(0, ROOMS)
                    .filter(room -> room % KEEPERS == number)
                    .mapToObj(rooms::get)
                    .toList();
            SoakKeeper keeper = new SoakKeeper("keeper" + i, own, random.nextLong());
            keepers.add(keeper);
            start(() -> keeper.visit(port));
        }
        for (int i = 0; i < 2; i++) {
            SoakVisitors watcher = visitors("watcher" + i);
            start(() -> watcher.watch(port));
            SoakVisitors runner = visitors("runner" + i);
            start(() -> runner.hitAndRun(port));
            SoakVisitors vandal = visitors("vandal" + i);
            start(() -> vandal.misbehave(port));
            SoakVisitors slow = visitors("slow" + i);
            String room = "big" + i;
            start(() -> slow.lag(port, room));
        }
    }

    private SoakVisitors visitors(String name) {
        return new SoakVisitors(name, rooms, random.nextLong());
    }

    private void start(Visit visit) {
        churn.add(threads.submit(() -> {
            while (!isStopping) {
                visit.run();
                visits.incrementAndGet();
            }
            return null;
        }));
    }

    private void goOnUntil(JarServer server, Duration sinceStart) throws Exception {
        Duration left = sinceStart.minusNanos(System.nanoTime() - startNs);
        assertTrue(left.isNegative() || server.isAliveFor(left), () -> server.errors());
        for (Future<?> visitor : churn) {
            if (visitor.isDone()) {
                visitor.get();
            }
        }
    }

    /** Everybody has gone, and every room has left memory. */
    private void assertEmpty(JarServer server) throws Exception {
        server.awaitMetric("canyon_sessions", 0);
        server.awaitMetric("canyon_rooms", 0);
        server.awaitMetric("canyon_ws_connections", 0);
        server.awaitMetric("canyon_document_memory_bytes", 0);
        assertEquals(count(server, "sessions_opened"), count(server, "sessions_closed"));
        assertEquals(count(server, "rooms_opened"), count(server, "rooms_closed"));
    }

    private void assertCounters(JarServer server) throws Exception {
        for (String counter :
                List.of("sessions_lagged", "catch_ups", "frames_malformed", "checkpoints", "presence_changes")) {
            assertTrue(count(server, counter) > 0, counter);
        }
        for (String counter : List.of(
                "resyncs",
                "rooms_failed",
                "snapshots_failed",
                "checkpoints_failed",
                "journal_full",
                "limit_refusals",
                "sessions_too_slow",
                "ws_exceptions",
                "ws_delivery_exceptions")) {
            assertEquals(0, count(server, counter), () -> counter + ": " + server.errors());
        }
        assertTrue(count(server, "rooms_opened") > ROOMS, "rooms came back");
        System.out.printf(
                "SoakIT: %d visits, %d edits, %d rooms opened, %d checkpoints, %d lags%n",
                visits.get(),
                count(server, "edits_applied"),
                count(server, "rooms_opened"),
                count(server, "checkpoints"),
                count(server, "sessions_lagged"));
    }

    private static long count(JarServer server, String counter) throws Exception {
        return (long) server.metric("canyon_" + counter + "_total");
    }
}
