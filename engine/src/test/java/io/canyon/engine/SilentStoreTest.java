package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.spi.SnapshotStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A room's store that never answers, and the engine around it. */
@Timeout(300)
class SilentStoreTest {
    private static final long TIMEOUT_NS = 10_000_000;

    @TempDir
    private Path folder;

    private final SilentStore store = new SilentStore();

    /** Knows no room, and is silent when something is to be saved. */
    private static final class SilentStore implements SnapshotStore {
        final AtomicInteger saves = new AtomicInteger();
        volatile boolean isReadable = true;

        @Override
        public CompletionStage<ByteBuffer> load(String room) {
            return isReadable ? CompletableFuture.completedFuture(null) : new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Void> save(String room, ByteBuffer snapshot) {
            saves.incrementAndGet();
            return new CompletableFuture<>();
        }
    }

    @Test
    void shouldRetireJournalsAndCloseCleanlyThoughARoomsStoreNeverAnswers() {
        EngineDriver driver = driver();
        RoomOptions options = RoomOptions.DEFAULTS.withStore(store).withSaveThrottle(Duration.ofDays(1));
        Room room = driver.await(driver.engine.rooms().open("r", options));
        LocalSession silent = driver.await(room.join("me"));
        LocalSession other =
                driver.await(driver.await(driver.engine.rooms().open("other")).join("me"));
        String text = "x".repeat(1000);
        for (int generation = 1; generation <= 2; generation++) {
            long checkpoints = generation;
            driver.await(silent.edit(Edit.put("k", Map.of("n", generation))));
            driver.runUntil(() -> {
                driver.await(other.edit(Edit.put("k", Map.of("n", text))));
                return driver.engine.counter(EngineCounter.CHECKPOINTS) >= checkpoints;
            });
        }
        assertEquals(1, store.saves.get(), "the first is still out");
        CompletionException failure = assertThrows(CompletionException.class, () -> driver.await(room.flush()));
        RoomException refusal = assertInstanceOf(RoomException.class, failure.getCause());
        assertEquals(RoomException.Code.UNAVAILABLE, refusal.code());
        driver.await(other.room().flush());
        driver.close();
        assertTrue(driver.engine.isClosedCleanly());
        assertEquals(1, store.saves.get());
    }

    @Test
    void shouldRefuseARoomWhoseStoreNeverAnswers() {
        store.isReadable = false;
        try (EngineDriver driver = driver()) {
            CompletableFuture<Room> opening = driver.engine.rooms().open("r", RoomOptions.DEFAULTS.withStore(store));
            CompletionException failure = assertThrows(CompletionException.class, () -> driver.await(opening));
            RoomException refusal = assertInstanceOf(RoomException.class, failure.getCause());
            assertEquals(RoomException.Code.UNAVAILABLE, refusal.code());
        }
    }

    private EngineDriver driver() {
        EngineConfig config = EngineConfig.of(folder.resolve("data")).withCheckpointBytes(64 << 10);
        EngineHooks hooks = new EngineHooks(
                kind -> JournalStorage.of(kind, EngineDriver.SMALL),
                step -> {},
                EngineExecutor::create,
                SystemNanoClock.INSTANCE,
                () -> 42,
                TIMEOUT_NS);
        return new EngineDriver(config, hooks);
    }
}
