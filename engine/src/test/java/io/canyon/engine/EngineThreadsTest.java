package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.journal.JournalException;
import io.canyon.engine.journal.JournalSettings;
import io.canyon.engine.journal.SegmentStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Engines with threads of their own, and what their users may do on them. */
@Timeout(300)
class EngineThreadsTest {
    private static final JournalSettings SMALL = new JournalSettings(1 << 20, 64 << 10, 0, 0);
    private static final int TIMEOUT_S = 60;

    @TempDir
    Path folder;

    @Test
    void shouldCloseInItsErrorHandler() throws Exception {
        CompletableFuture<Engine> started = new CompletableFuture<>();
        CompletableFuture<String> closed = new CompletableFuture<>();
        EngineConfig config = EngineConfig.of(folder).withErrorHandler(failure -> {
            started.join().close();
            closed.complete(failure.getMessage());
        });
        Engine engine = Engine.start(
                config,
                true,
                new EngineHooks(
                        kind -> new WatchedJournals(new SegmentStorage(SMALL), EngineThreadsTest::refuse), step -> {}));
        started.complete(engine);
        LocalSession session = engine.rooms().open("r").join().join("me").join();
        assertThrows(
                CompletionException.class,
                () -> session.edit(Edit.put("k", Map.of("n", 1))).join());
        assertEquals("asked to fail", closed.get(TIMEOUT_S, TimeUnit.SECONDS));
        assertFalse(engine.isClosedCleanly());
        try (Engine again = Engine.start(EngineConfig.of(folder))) {
            assertTrue(again.isReady());
        }
    }

    @Test
    void shouldRefuseToBeClosedByAListenerOnItsThread() throws Exception {
        Engine engine = Engine.start(EngineConfig.of(folder));
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        Room room = engine.rooms().open("r").join();
        room.addListener(
                new RoomListener() {
                    @Override
                    public void onChange(Room of, RoomChange change) {
                        refused.complete(assertThrows(IllegalStateException.class, engine::close));
                    }
                },
                Runnable::run);
        LocalSession session = room.join("me").join();
        session.edit(Edit.put("k", Map.of("n", 1))).join();
        assertEquals(
                "an engine cannot be closed on its thread canyon-local: use another executor",
                refused.get(TIMEOUT_S, TimeUnit.SECONDS).getMessage());
        assertEquals(2, session.edit(Edit.put("k", Map.of("n", 2))).join().version());
        engine.close();
        assertTrue(engine.isClosedCleanly());
    }

    @Test
    void shouldTellTheErrorHandlerOnce() {
        List<String> told = new ArrayList<>();
        FailureNotice notice = new FailureNotice(
                failure -> {
                    told.add(failure.getMessage());
                    throw new IllegalStateException("thrown by the test");
                },
                false);
        notice.onFailure(new IllegalStateException("first"));
        notice.onFailure(new IllegalStateException("second"));
        assertEquals(List.of("first"), told);
    }

    @Test
    void shouldAskForAnIdleStrategyPerShard() {
        AtomicInteger asked = new AtomicInteger();
        EngineConfig config = EngineConfig.of(folder).withShards(3).withIdleStrategies(() -> {
            asked.incrementAndGet();
            return new SleepingMillisIdleStrategy(1);
        });
        try (Engine engine = Engine.start(config)) {
            assertEquals(0, engine.rooms().open("r").join().sessionCount());
        }
        assertEquals(3, asked.get());
    }

    /** A journal that takes nothing. */
    private static void refuse(String call) {
        throw new JournalException("asked to fail");
    }
}
