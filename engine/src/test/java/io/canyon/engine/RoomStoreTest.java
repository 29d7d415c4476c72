package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.snapshot.RoomSnapshot;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.SnapshotStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class RoomStoreTest {
    private static final Duration FOR_EVER = Duration.ofDays(1);

    @TempDir
    private Path folder;

    private final CustomStore store = new CustomStore();

    /** Somebody else's store: it answers from threads of its own, and may fail. */
    private static final class CustomStore implements SnapshotStore {
        final Map<String, ByteBuffer> snapshots = new ConcurrentHashMap<>();
        final AtomicInteger saves = new AtomicInteger();
        final AtomicInteger failedSaves = new AtomicInteger();
        volatile boolean isBroken;

        @Override
        public CompletionStage<ByteBuffer> load(String room) {
            return CompletableFuture.supplyAsync(() -> {
                if (isBroken) {
                    throw new IllegalStateException("broken by the test");
                }
                ByteBuffer snapshot = snapshots.get(room);
                return snapshot == null ? null : snapshot.duplicate();
            });
        }

        @Override
        public CompletionStage<Void> save(String room, ByteBuffer snapshot) {
            return CompletableFuture.runAsync(() -> {
                if (isBroken) {
                    failedSaves.incrementAndGet();
                    throw new IllegalStateException("broken by the test");
                }
                // Counted before it can be seen.
                saves.incrementAndGet();
                snapshots.put(room, snapshot);
            });
        }

        long version(String room) {
            ByteBuffer snapshot = snapshots.get(room);
            return snapshot == null ? -1 : RoomSnapshot.version(snapshot.duplicate());
        }
    }

    @Test
    void shouldSaveARoomWithAStoreOfItsOwnAtMostOnceInAThrottle() {
        RoomOptions options = RoomOptions.DEFAULTS.withStore(store).withSaveThrottle(Duration.ofMillis(200));
        try (EngineDriver driver = driver("data")) {
            LocalSession session = join(driver, options);
            long startNs = System.nanoTime();
            for (int i = 1; i <= 10; i++) {
                put(driver, session, i);
            }
            driver.runUntil(() -> store.version("r") == 10);
            long mostSaves =
                    (System.nanoTime() - startNs) / Duration.ofMillis(200).toNanos();
            assertTrue(store.saves.get() <= mostSaves, "saves=" + store.saves.get() + " most=" + mostSaves);
            int saves = store.saves.get();
            put(driver, session, 11);
            driver.runUntil(() -> store.version("r") == 11);
            assertEquals(saves + 1, store.saves.get());
        }
    }

    @Test
    void shouldSaveARoomOfTheEnginesStoreOnlyWhenAskedTo() {
        try (EngineDriver driver = driver("data")) {
            LocalSession session = join(driver, RoomOptions.DEFAULTS);
            put(driver, session, 1);
            assertEquals(0, driver.engine.counter(EngineCounter.SNAPSHOTS_WRITTEN));
            driver.await(session.room().flush());
            assertEquals(1, driver.engine.counter(EngineCounter.SNAPSHOTS_WRITTEN));
            driver.await(session.room().flush());
            assertEquals(1, driver.engine.counter(EngineCounter.SNAPSHOTS_WRITTEN), "nothing has changed");
        }
    }

    @Test
    void shouldFlushWhatWasAskedForBefore() {
        RoomOptions options = RoomOptions.DEFAULTS.withStore(store).withSaveThrottle(FOR_EVER);
        try (EngineDriver driver = driver("data")) {
            LocalSession session = join(driver, options);
            for (int i = 1; i <= 5; i++) {
                session.edit(Edit.put("k", Map.of("n", i)));
            }
            CompletableFuture<Void> flushed = session.room().flush();
            CompletableFuture<Void> again = session.room().flush();
            driver.await(flushed);
            assertEquals(5, store.version("r"));
            driver.await(again);
            store.isBroken = true;
            put(driver, session, 6);
            assertEquals(
                    RoomException.Code.UNAVAILABLE,
                    codeOf(driver, session.room().flush()));
            assertEquals(1, driver.engine.counter(EngineCounter.SNAPSHOTS_FAILED));
            store.isBroken = false;
            driver.await(session.room().flush());
            assertEquals(6, store.version("r"));
        }
    }

    @Test
    void shouldTakeTheNewerOfBothStoresAndKeepItInItsOwn() throws IOException {
        RoomOptions options = RoomOptions.DEFAULTS.withStore(store).withSaveThrottle(FOR_EVER);
        try (EngineDriver driver = driver("one")) {
            LocalSession session = join(driver, options);
            put(driver, session, 1);
            put(driver, session, 2);
            driver.await(session.room().close());
            assertEquals(2, store.version("r"));
        }
        // Another data folder: only the room's store knows the room.
        Path two = folder.resolve("two");
        try (EngineDriver driver = driver("two")) {
            LocalSession session = join(driver, options);
            assertEquals(2L, driver.await(session.get("k", "n")).value());
            put(driver, session, 3);
            assertEquals(2, store.version("r"));
            DataCopy.of(two, folder.resolve("killed"));
        }
        store.snapshots.clear();
        // After a kill, and with a store that has lost it, the engine's own store and the journal have all of it.
        try (EngineDriver driver = driver("killed")) {
            LocalSession session = join(driver, options);
            assertEquals(3L, driver.await(session.get("k", "n")).value());
            driver.await(session.room().flush());
            assertEquals(driver.await(session.view()).version(), store.version("r"));
        }
    }

    @Test
    void shouldServeWhatWasAckedThoughTheRoomsStoreIsBehindAfterAKill() throws IOException {
        RoomOptions options = RoomOptions.DEFAULTS.withStore(store).withSaveThrottle(FOR_EVER);
        try (EngineDriver driver = driver("data")) {
            LocalSession session = join(driver, options);
            put(driver, session, 1);
            driver.await(session.room().flush());
            put(driver, session, 2);
            DataCopy.of(folder.resolve("data"), folder.resolve("killed"));
            store.isBroken = true;
        }
        assertEquals(1, store.version("r"), "the room's store never learned of the second");
        store.isBroken = false;
        try (EngineDriver driver = driver("killed")) {
            // Whoever comes first does not know of the room's store, and still sees what was acked.
            assertEquals(2, driver.read("r"));
        }
        try (EngineDriver driver = driver("killed")) {
            LocalSession session = join(driver, options);
            assertEquals(2L, driver.await(session.get("k", "n")).value());
            driver.await(session.room().flush());
            assertEquals(driver.await(session.view()).version(), store.version("r"));
        }
    }

    @Test
    void shouldCloseCleanlyThoughARoomsStoreFails() {
        RoomOptions options = RoomOptions.DEFAULTS.withStore(store).withSaveThrottle(FOR_EVER);
        EngineDriver driver = driver("data");
        LocalSession session = join(driver, options);
        put(driver, session, 1);
        store.isBroken = true;
        driver.close();
        assertTrue(driver.engine.isClosedCleanly());
        assertEquals(1, store.failedSaves.get());
        store.isBroken = false;
        try (EngineDriver next = driver("data")) {
            Room room = next.await(next.engine.rooms().open("r", options));
            assertEquals(1L, next.await(room.get("k", "n")).value());
            next.await(room.flush());
            assertEquals(1, store.version("r"));
        }
    }

    @Test
    void shouldRefuseARoomWhoseStoreCannotBeRead() {
        store.isBroken = true;
        try (EngineDriver driver = driver("data")) {
            RoomOptions options = RoomOptions.DEFAULTS.withStore(store);
            assertEquals(
                    RoomException.Code.UNAVAILABLE,
                    codeOf(driver, driver.engine.rooms().open("r", options)));
            store.isBroken = false;
            driver.await(driver.engine.rooms().open("r", options));
        }
    }

    @Test
    void shouldKeepTheOptionsOfARoomThatHasBeenOpenedOnThem() {
        try (EngineDriver driver = driver("data")) {
            Rooms rooms = driver.engine.rooms();
            RoomOptions options = RoomOptions.DEFAULTS.withStore(store).withIdleTimeout(Duration.ofMillis(1));
            driver.await(rooms.open("r", options));
            driver.runUntil(() -> driver.engine.roomCount() == 0);
            store.isBroken = true;
            assertEquals(RoomException.Code.UNAVAILABLE, codeOf(driver, rooms.open("r", options)));
            assertEquals(RoomException.Code.OTHER_OPTIONS, codeOf(driver, rooms.open("r", RoomOptions.DEFAULTS)));
        }
    }

    @Test
    void shouldBeginARoomThatNeverWasWithItsInitialRecords() throws IOException {
        Edit initial = Edit.put("k", Map.of("n", 100));
        RoomOptions options = RoomOptions.DEFAULTS.withInitialRecords(initial);
        RoomCalls calls = new RoomCalls();
        try (EngineDriver driver = driver("data")) {
            driver.engine.rooms().open("other");
            Room room = driver.await(driver.engine.rooms().open("r", options));
            room.addListener(calls, Runnable::run);
            RoomView view = driver.await(room.snapshot());
            assertEquals(1, view.version());
            assertEquals(100L, view.get("k", "n"));
            DataCopy.of(folder.resolve("data"), folder.resolve("killed"));
            put(driver, driver.await(room.join("me")), 7);
            driver.await(room.close());
            Room again = driver.await(driver.engine.rooms().open("r", options));
            assertEquals(7L, driver.await(again.get("k", "n")).value(), "it is no new room");
        }
        try (EngineDriver driver = driver("killed")) {
            RoomOptions others = RoomOptions.DEFAULTS.withInitialRecords(Edit.put("k", Map.of("n", 200)));
            Room room = driver.await(driver.engine.rooms().open("r", others));
            assertEquals(100L, driver.await(room.get("k", "n")).value(), "the journal knows the room");
        }
    }

    @Test
    void shouldRefuseARoomWhoseInitialRecordsDoNotFit() {
        EngineLimits limits = EngineLimits.DEFAULTS.withMaxDocumentBytes(1024);
        EngineConfig config = EngineConfig.of(folder.resolve("data")).withLimits(limits);
        try (EngineDriver driver = new EngineDriver(config)) {
            Edit initial = Edit.builder()
                    .put("a", Map.of("x", "x".repeat(500)))
                    .put("b", Map.of("x", "x".repeat(500)))
                    .build();
            var opening = driver.engine.rooms().open("r", RoomOptions.DEFAULTS.withInitialRecords(initial));
            assertEquals(RoomException.Code.UNAVAILABLE, codeOf(driver, opening));
            assertEquals(0, driver.engine.roomCount());
            assertEquals(0, driver.engine.counter(EngineCounter.JOURNAL_BYTES));
            Edit partial = Edit.builder().set("a", "x", 1).build();
            assertThrows(IllegalArgumentException.class, () -> RoomOptions.DEFAULTS.withInitialRecords(partial));
            Edit smaller = Edit.put("a", Map.of("x", 1));
            RoomOptions others = RoomOptions.DEFAULTS.withInitialRecords(smaller);
            var again = driver.await(driver.engine.rooms().open("r", others));
            assertEquals(1L, driver.await(again.get("a", "x")).value());
        }
    }

    @Test
    void shouldRefuseOtherOptionsWhileARoomHasSome() {
        RoomOptions options = RoomOptions.DEFAULTS.withIdleTimeout(FOR_EVER);
        RoomOptions others = RoomOptions.DEFAULTS.withStore(store);
        try (EngineDriver driver = driver("data")) {
            Rooms rooms = driver.engine.rooms();
            Room room = driver.await(rooms.open("r", options));
            assertEquals(room, driver.await(rooms.open("r", options)));
            assertEquals(room, driver.await(rooms.open("r")));
            assertEquals(RoomException.Code.OTHER_OPTIONS, codeOf(driver, rooms.open("r", others)));
            driver.await(room.close());
            driver.await(rooms.open("r", others));
            // Somebody else has opened this one already, on the engine's terms.
            driver.join("s");
            assertEquals(RoomException.Code.OTHER_OPTIONS, codeOf(driver, rooms.open("s", others)));
            assertEquals("s", driver.await(rooms.open("s")).name());
        }
    }

    @Test
    void shouldAskTheConfigurationForOptionsOfRoomsThatEditorsOpen() {
        EngineConfig config = EngineConfig.of(folder.resolve("data"))
                .withRoomOptions(room -> room.startsWith("saved-")
                        ? RoomOptions.DEFAULTS.withStore(store).withSaveThrottle(Duration.ZERO)
                        : RoomOptions.DEFAULTS);
        try (EngineDriver driver = new EngineDriver(config)) {
            driver.join("saved-r").countAndWait(0);
            driver.join("r").countAndWait(0);
            driver.runUntil(() -> store.version("saved-r") == 1);
            assertEquals(-1, store.version("r"));
        }
    }

    @Test
    void shouldCloseARoomBehindItsSessions() {
        RoomOptions options = RoomOptions.DEFAULTS.withStore(store).withSaveThrottle(FOR_EVER);
        try (EngineDriver driver = driver("data")) {
            LocalSession session = join(driver, options);
            EngineDriver.Editor editor = driver.join("r");
            editor.countAndWait(0);
            Room room = session.room();
            CompletableFuture<Void> closed = room.close();
            CompletableFuture<LocalSession> late = room.join("late");
            driver.await(closed);
            assertEquals(1, store.version("r"));
            assertEquals("ROOM_CLOSED", driver.await(session.closed()));
            driver.runUntil(() -> editor.closeReason != null);
            assertEquals(CloseReason.ROOM_CLOSED, editor.closeReason);
            assertEquals(1L, driver.await(driver.await(late).get("k", "n")).value(), "who comes meanwhile waits");
            assertEquals(
                    List.of("late"),
                    room.sessions().stream().map(SessionInfo::clientId).toList());
        }
    }

    @Test
    void shouldCloseAllRooms() {
        try (EngineDriver driver = driver("data")) {
            List<LocalSession> sessions = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Room room = driver.await(driver.engine.rooms().open("r" + i));
                LocalSession session = driver.await(room.join("me"));
                put(driver, session, i);
                sessions.add(session);
            }
            assertEquals(
                    List.of("r0", "r1", "r2", "r3", "r4"), driver.engine.rooms().names());
            driver.await(driver.engine.rooms().closeAll());
            assertEquals(List.of(), driver.engine.rooms().names());
            assertEquals(0, driver.engine.roomCount());
            assertEquals(5, driver.engine.counter(EngineCounter.SNAPSHOTS_WRITTEN));
            for (LocalSession session : sessions) {
                assertEquals("ROOM_CLOSED", driver.await(session.closed()));
            }
        }
    }

    @Test
    void shouldKeepARoomThatCannotBeSavedWhenItIsClosed() {
        RoomOptions options = RoomOptions.DEFAULTS.withStore(store).withSaveThrottle(FOR_EVER);
        try (EngineDriver driver = driver("data")) {
            LocalSession session = join(driver, options);
            put(driver, session, 1);
            store.isBroken = true;
            assertEquals(
                    RoomException.Code.UNAVAILABLE,
                    codeOf(driver, session.room().close()));
            assertTrue(driver.engine.rooms().get("r").isPresent());
            store.isBroken = false;
            driver.await(session.room().close());
            assertFalse(driver.engine.rooms().get("r").isPresent());
            assertEquals(1, store.version("r"));
        }
    }

    @Test
    void shouldKeepSnapshotsInMemoryAndInFiles() {
        for (SnapshotStore shipped : List.of(
                SnapshotStores.inMemory(), SnapshotStores.inFiles(folder.resolve("snapshots"), Runnable::run))) {
            String name = shipped.getClass().getSimpleName();
            RoomOptions options = RoomOptions.DEFAULTS.withStore(shipped);
            try (EngineDriver driver = driver(name + "-one")) {
                put(driver, join(driver, options), 1);
                driver.await(driver.engine.rooms().closeAll());
            }
            try (EngineDriver driver = driver(name + "-two")) {
                assertEquals(
                        1L, driver.await(join(driver, options).get("k", "n")).value(), name);
            }
        }
    }

    private EngineDriver driver(String data) {
        return new EngineDriver(EngineConfig.of(folder.resolve(data)));
    }

    private static LocalSession join(EngineDriver driver, RoomOptions options) {
        return driver.await(
                driver.await(driver.engine.rooms().open("r", options)).join("me"));
    }

    private static void put(EngineDriver driver, LocalSession session, int n) {
        assertTrue(driver.await(session.edit(Edit.put("k", Map.of("n", n)))).isAccepted());
    }

    private static RoomException.Code codeOf(EngineDriver driver, CompletableFuture<?> future) {
        CompletionException failure = assertThrows(CompletionException.class, () -> driver.await(future));
        return ((RoomException) failure.getCause()).code();
    }
}
