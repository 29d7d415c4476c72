package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.canyon.ws.StormEditor.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everybody is cut off in the midst of edits, and comes back at the same moment, again and again. */
@Timeout(480)
class ReconnectStormIT {
    private static final int ROOMS = 10;
    private static final int WRITERS_PER_ROOM = 3;
    private static final int EDITORS_PER_ROOM = 30;
    private static final int ACKS_BETWEEN = 1_500;
    private static final int TIMEOUT_SECONDS = 60;
    private static final String[] OPTIONS = {"--shards", "2", "--io-threads", "2", "--idle-timeout", "1s"};

    private final long seed = Long.getLong("canyon.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final StormEditor.Orders orders = new StormEditor.Orders();
    private final List<StormEditor> editors = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void makeEditors() {
        System.out.println("ReconnectStormIT: canyon.seed=" + seed);
        for (int i = 0; i < ROOMS * EDITORS_PER_ROOM; i++) {
            int number = i / ROOMS;
            String room = "storm" + i % ROOMS;
            editors.add(
                    new StormEditor(room, room + "e" + number, number < WRITERS_PER_ROOM, random.nextLong(), orders));
        }
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        editors.forEach(StormEditor::close);
        threads.shutdownNow();
        assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
    }

    @Test
    void shouldBringEverybodyBackInStepAfterKillsAndCuts() throws Exception {
        assumeTrue(ProcessProbe.isSupported(), "needs /proc");
        int port;
        try (JarServer server = JarServer.start(folder, OPTIONS)) {
            port = server.port();
            comeBack(editors, server);
            editUntilKilled(server);
        }
        try (JarServer server = JarServer.startOn(port, folder, OPTIONS)) {
            comeBack(editors, server);
            editUntilKilled(server);
        }
        assertTrue(editors.stream().mapToLong(StormEditor::carried).sum() > 0);
        try (JarServer server = JarServer.startOn(port, folder, OPTIONS)) {
            warmUp(server);
            List<String> files = server.probe().files();
            List<String> threadsBefore = server.probe().threads();
            comeBack(editors, server);
            cutAndComeBack(server);
            checkEverybody(server);
            editors.forEach(StormEditor::close);
            server.awaitMetric("canyon_sessions", 0);
            server.awaitMetric("canyon_rooms", 0);
            server.awaitMetric("canyon_ws_connections", 0);
            assertNothingAdded(files, () -> server.probe().files(), server);
            assertNothingAdded(threadsBefore, () -> server.probe().threads(), server);
            assertEquals(0, server.stop());
        }
    }

    /** All connect at the same moment, with what they have. */
    private void comeBack(List<StormEditor> who, JarServer server) throws Exception {
        long startNs = System.nanoTime();
        CyclicBarrier together = new CyclicBarrier(who.size());
        awaitAll(who, editor -> {
            together.await();
            editor.reconnect(server.port());
            return null;
        });
        Duration taken = Duration.ofNanos(System.nanoTime() - startNs);
        System.out.println("ReconnectStormIT: " + who.size() + " came back in " + taken.toMillis() + " ms");
        assertCounts(server);
    }

    private void assertCounts(JarServer server) throws Exception {
        server.awaitMetric("canyon_sessions", editors.size());
        server.awaitMetric("canyon_ws_connections", editors.size());
        server.awaitMetric("canyon_rooms", ROOMS);
    }

    private void editUntilKilled(JarServer server) throws Exception {
        List<Future<Outcome>> lives = start(editors, StormEditor::live);
        awaitAcks(server);
        server.killAfter(Duration.ofMillis(random.nextInt(200)));
        assertOutcomes(Outcome.CLOSED, lives);
    }

    /** Those who only watch lose their connections while the others write on, twice. */
    private void cutAndComeBack(JarServer server) throws Exception {
        List<StormEditor> writers = editors.stream().filter(StormEditor::writes).toList();
        List<StormEditor> watchers =
                editors.stream().filter(editor -> !editor.writes()).toList();
        List<Future<Outcome>> writing = start(writers, StormEditor::live);
        List<Future<Outcome>> watching = start(watchers, StormEditor::live);
        for (int i = 0; i < 2; i++) {
            awaitAcks(server);
            orders.isCutting = true;
            assertOutcomes(Outcome.CUT, watching);
            orders.isCutting = false;
            comeBack(watchers, server);
            watching = start(watchers, StormEditor::live);
        }
        awaitAcks(server);
        orders.isEnding = true;
        assertOutcomes(Outcome.DRAINED, writing);
        for (int i = 0; i < ROOMS; i++) {
            try (CanvasClient last = CanvasClient.connect(server.port(), "storm" + i, "last")) {
                last.edit("m", "{\"" + StormEditor.END + "\":{\"_exists\":true}}");
            }
        }
        assertOutcomes(Outcome.SEEN_END, watching);
        awaitAll(writers, editor -> {
            editor.awaitEnd();
            return null;
        });
    }

    private void checkEverybody(JarServer server) throws Exception {
        assertCounts(server);
        for (int i = 0; i < ROOMS; i++) {
            String room = "storm" + i;
            List<StormEditor> members = editors.stream()
                    .filter(editor -> editor.room().equals(room))
                    .toList();
            Replica newcomer = new Replica();
            Set<String> shown = new TreeSet<>();
            CanvasClient.resume(server.port(), room, "newcomer", 0, frame -> {
                        newcomer.apply(frame);
                        Json.asList(frame.getOrDefault("ephemeralPatches", List.of()))
                                .forEach(patch ->
                                        shown.addAll(Json.asObject(patch).keySet()));
                    })
                    .close();
            Set<String> expected = new TreeSet<>();
            for (StormEditor member : members) {
                member.check(newcomer.records());
                expected.add(member.presenceKey());
            }
            assertEquals(expected, shown, "presence in " + room);
        }
        assertCounts(server);
        for (String counter : List.of("resyncs", "rooms_failed", "keys_refused", "frames_malformed")) {
            assertEquals(0, server.metric("canyon_" + counter + "_total"), counter);
        }
        assertEquals(0, server.metric("canyon_ws_exceptions_total"), () -> server.errors());
        System.out.println("ReconnectStormIT: " + orders.acks + " acks, "
                + editors.stream().mapToLong(StormEditor::carried).sum() + " edits came with reconnects");
    }

    /** Has rooms of all shards made, saved and dropped, so that all is there that a server needs for that. */
    private static void warmUp(JarServer server) throws Exception {
        for (int i = 0; i < ROOMS; i++) {
            try (CanvasClient first = CanvasClient.connect(server.port(), "storm" + i, "first")) {
                first.edit("m", "{\"first/C\":{\"_exists\":true}}");
            }
        }
        server.awaitMetric("canyon_sessions", 0);
        server.awaitMetric("canyon_rooms", 0);
        server.awaitMetric("canyon_ws_connections", 0);
    }

    /** Waits until another {@link #ACKS_BETWEEN} edits are acked. */
    private void awaitAcks(JarServer server) throws InterruptedException {
        long enough = orders.acks.get() + ACKS_BETWEEN;
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (orders.acks.get() < enough) {
            assertTrue(System.nanoTime() < deadlineNs, "the writers do not get on");
            assertTrue(server.isAliveFor(Duration.ofMillis(5)), () -> server.errors());
        }
    }

    /** Eventually there is nothing but what was there; of that, something may have gone. */
    private static void assertNothingAdded(List<String> before, Callable<List<String>> now, JarServer server)
            throws Exception {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        List<String> added = without(now.call(), before);
        while (!added.isEmpty() && System.nanoTime() < deadlineNs) {
            assertTrue(server.isAliveFor(Duration.ofMillis(50)), () -> server.errors());
            added = without(now.call(), before);
        }
        assertEquals(List.of(), added);
    }

    private static List<String> without(List<String> names, List<String> others) {
        List<String> rest = new ArrayList<>(names);
        others.forEach(rest::remove);
        return rest;
    }

    private interface Part<T> {
        T run(StormEditor editor) throws Exception;
    }

    private <T> List<Future<T>> start(List<StormEditor> who, Part<T> part) {
        return who.stream()
                .map(editor -> threads.submit(() -> part.run(editor)))
                .toList();
    }

    private void awaitAll(List<StormEditor> who, Part<Void> part) throws Exception {
        for (Future<Void> run : start(who, part)) {
            run.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static void assertOutcomes(Outcome expected, List<Future<Outcome>> lives) throws Exception {
        for (Future<Outcome> life : lives) {
            assertEquals(expected, life.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        }
    }
}
