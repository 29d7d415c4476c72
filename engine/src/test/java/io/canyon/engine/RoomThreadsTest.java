package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.spi.Permission;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that rooms offer, with threads of the engine's own and with those of its caller. */
@Timeout(300)
class RoomThreadsTest {
    private static final long TIMEOUT_NS = 60_000_000_000L;

    @TempDir
    private Path folder;

    /** An engine that is driven by this test, or drives itself. */
    private static final class Driven implements AutoCloseable {
        final Engine engine;
        private final boolean hasOwnThreads;

        Driven(EngineConfig config, boolean hasOwnThreads) {
            this.hasOwnThreads = hasOwnThreads;
            this.engine = hasOwnThreads ? Engine.start(config) : Engine.startInvoked(config);
        }

        <T> T await(CompletableFuture<T> future) {
            long deadlineNs = System.nanoTime() + TIMEOUT_NS;
            while (!future.isDone() && System.nanoTime() - deadlineNs < 0) {
                if (hasOwnThreads || engine.doWork() == 0) {
                    Thread.onSpinWait();
                }
            }
            if (!future.isDone()) {
                throw new AssertionError("not within " + TIMEOUT_NS + " ns");
            }
            return future.join();
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldDoEverythingWhoeverDrives(boolean hasOwnThreads) throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(3);
        RoomOptions options = RoomOptions.DEFAULTS
                .withStore(SnapshotStores.inMemory())
                .withInitialRecords(Edit.put("k", Map.of("n", 0)));
        List<Long> versions = Collections.synchronizedList(new ArrayList<>());
        List<Object> values = Collections.synchronizedList(new ArrayList<>());
        int edits = 500;
        try (Driven driven = new Driven(EngineConfig.of(folder).withShards(2), hasOwnThreads)) {
            Room room = driven.await(driven.engine.rooms().open("r", options));
            CountDownLatch heard = new CountDownLatch(edits);
            room.addListener(
                    new RoomListener() {
                        @Override
                        public void onChange(Room of, RoomChange change) {
                            versions.add(change.version());
                            heard.countDown();
                        }
                    },
                    executor);
            LocalSession reader = driven.await(room.join("reader", Permission.READ_ONLY, null));
            reader.subscribe("k", "n", value -> values.add(value.value()), executor);
            LocalSession writer = driven.await(room.join("writer"));
            List<CompletableFuture<EditResult>> results = new ArrayList<>();
            for (int i = 1; i <= edits; i++) {
                results.add(writer.edit(Edit.put("k", Map.of("n", i))));
            }
            for (int i = 0; i < edits; i++) {
                assertEquals(i + 2, driven.await(results.get(i)).version());
            }
            assertTrue(heard.await(60, TimeUnit.SECONDS));
            assertEquals(LongStream.rangeClosed(2, edits + 1).boxed().toList(), versions);
            RoomView view = driven.await(room.snapshot());
            assertEquals((long) edits, view.get("k", "n"));
            assertEquals(edits + 1, view.version("k", "n"));
            assertTrue(driven.await(room.setPermission(writer.id(), Permission.READ_ONLY)));
            assertFalse(driven.await(writer.edit(Edit.put("k", Map.of("n", 0)))).isAccepted());
            assertTrue(driven.await(room.closeSession(writer.id())));
            driven.await(room.flush());
            driven.await(room.close());
            assertEquals("ROOM_CLOSED", driven.await(reader.closed()));
        } finally {
            executor.shutdown();
            assertTrue(executor.awaitTermination(60, TimeUnit.SECONDS));
        }
        List<Object> ordered = LongStream.rangeClosed(0, edits)
                .mapToObj(value -> (Object) value)
                .toList();
        assertEquals(ordered, values, "each value, in order");
    }

    @Test
    void shouldKeepTwoEnginesApart() {
        try (Driven one = new Driven(EngineConfig.of(folder.resolve("one")), true);
                Driven two = new Driven(EngineConfig.of(folder.resolve("two")), true)) {
            LocalSession first =
                    one.await(one.await(one.engine.rooms().open("r")).join("me"));
            LocalSession second =
                    two.await(two.await(two.engine.rooms().open("r")).join("me"));
            one.await(first.edit(Edit.put("k", Map.of("n", 1))));
            two.await(second.edit(Edit.put("k", Map.of("n", 2))));
            assertEquals(1L, one.await(first.get("k", "n")).value());
            assertEquals(2L, two.await(second.get("k", "n")).value());
            assertEquals(1, one.engine.sessionCount());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldAnswerEverybodyWhenTheEngineCloses(boolean hasOwnThreads) {
        Driven driven = new Driven(EngineConfig.of(folder), hasOwnThreads);
        Rooms rooms = driven.engine.rooms();
        Room room = driven.await(rooms.open("r"));
        LocalSession session = driven.await(room.join("me"));
        CompletableFuture<EditResult> edit = session.edit(Edit.put("k", Map.of("n", 1)));
        driven.close();
        assertEquals(1, driven.await(edit).version(), "what was asked before is done");
        assertTrue(driven.engine.isClosedCleanly());
        assertEquals("engine stops", driven.await(session.closed()));
        assertEquals(RoomException.Code.CLOSED, codeOf(driven, session.edit(Edit.put("k", Map.of()))));
        assertEquals(RoomException.Code.CLOSED, codeOf(driven, room.snapshot()));
        assertEquals(RoomException.Code.CLOSED, codeOf(driven, room.join("late")));
        assertEquals(RoomException.Code.CLOSED, codeOf(driven, rooms.open("other")));
        try (Driven again = new Driven(EngineConfig.of(folder), hasOwnThreads)) {
            assertEquals(
                    1L,
                    again.await(again.await(again.engine.rooms().open("r")).get("k", "n"))
                            .value());
        }
        assertThrows(IllegalStateException.class, () -> {
            Engine unused = Engine.start(EngineConfig.of(folder));
            unused.close();
            unused.rooms();
        });
    }

    @Test
    void shouldTakeCallsOfManyThreads() throws InterruptedException {
        int threads = 4;
        int edits = 2000;
        Map<Long, Integer> byVersion = new ConcurrentHashMap<>();
        try (Driven driven = new Driven(EngineConfig.of(folder), true)) {
            Room room = driven.await(driven.engine.rooms().open("r"));
            List<Thread> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int worker = i;
                Thread thread = new Thread(() -> {
                    LocalSession session = room.join("w" + worker).join();
                    CompletableFuture<?>[] results = new CompletableFuture<?>[edits];
                    for (int n = 0; n < edits; n++) {
                        results[n] = session.edit(Edit.put("k" + worker, Map.of("n", n)))
                                .thenAccept(result -> byVersion.put(result.version(), worker));
                    }
                    CompletableFuture.allOf(results).join();
                });
                thread.start();
                workers.add(thread);
            }
            for (Thread worker : workers) {
                worker.join();
            }
            RoomView view = driven.await(room.snapshot());
            assertEquals(threads * edits, view.version());
            assertEquals(threads * edits, byVersion.size(), "each version went to one edit");
            for (int i = 0; i < threads; i++) {
                assertEquals(edits - 1L, view.get("k" + i, "n"));
            }
        }
    }

    @Test
    void shouldRefuseMoreThanItTakes() {
        try (Driven driven = new Driven(EngineConfig.of(folder), false)) {
            LocalSession session =
                    driven.await(driven.await(driven.engine.rooms().open("r")).join("me"));
            List<CompletableFuture<EditResult>> results = new ArrayList<>();
            Edit edit = Edit.put("k", Map.of("x", "x".repeat(1 << 20)));
            while (results.isEmpty() || !results.get(results.size() - 1).isCompletedExceptionally()) {
                results.add(session.edit(edit));
            }
            assertEquals(64, results.size(), "63 of somewhat more than 1 MiB, and the one that is refused");
            assertEquals(1, driven.engine.counter(EngineCounter.LOCAL_CALLS_REFUSED));
            assertEquals(RoomException.Code.BUSY, codeOf(driven, results.remove(63)));
            for (int i = 0; i < results.size(); i++) {
                assertEquals(i + 1, driven.await(results.get(i)).version());
            }
            assertEquals(64, driven.await(session.edit(edit)).version());
        }
    }

    private static RoomException.Code codeOf(Driven driven, CompletableFuture<?> future) {
        CompletionException failure = assertThrows(CompletionException.class, () -> driven.await(future));
        return ((RoomException) failure.getCause()).code();
    }
}
