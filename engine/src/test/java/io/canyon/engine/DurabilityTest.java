package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.journal.JournalException;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Handshake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When an edit counts as journaled, and what happens if it cannot be. */
@Timeout(300)
class DurabilityTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(DurabilityLevel.class)
    void shouldForceEveryBatchOnceBeforeItIsSeen(DurabilityLevel level) {
        List<String> calls = new ArrayList<>();
        EngineConfig config = EngineConfig.of(folder).withDurability(level);
        try (EngineDriver driver = new EngineDriver(config, kind -> watched(kind, calls::add), step -> {})) {
            EngineDriver.Editor editor = driver.join("r");
            for (int batch = 1; batch <= 3; batch++) {
                editor.count(1);
                editor.count(1);
                driver.engine.doWork();
                assertEquals(0, editor.acked % 2);
                List<String> expected = switch (level) {
                    case NONE -> List.of();
                    case PROCESS -> List.of("append");
                    case POWER -> List.of("append", "force");
                };
                assertEquals(expected, calls);
                calls.clear();
                int all = 2 * batch;
                driver.runUntil(() -> editor.acked == all);
                assertEquals(List.of(), calls);
            }
        }
    }

    @Test
    void shouldStopWhenAForceFails() {
        List<Throwable> told = new ArrayList<>();
        boolean[] isBroken = {false};
        EngineConfig config =
                EngineConfig.of(folder).withDurability(DurabilityLevel.POWER).withShards(2);
        Consumer<String> failing = call -> {
            if (isBroken[0] && call.equals("force")) {
                throw new JournalException("asked to fail");
            }
        };
        try (EngineDriver driver =
                new EngineDriver(config.withErrorHandler(told::add), kind -> watched(kind, failing), step -> {})) {
            List<EngineDriver.Editor> editors = new ArrayList<>();
            for (String room : List.of("a", "b", "c", "d", "e", "f")) {
                editors.add(driver.join(room));
                editors.get(editors.size() - 1).countAndWait(1);
            }
            FakeSocket socket = new FakeSocket();
            driver.engine.attach(Handshake.of("/?roomId=a&clientId=s", Map.of(), "test"), socket);
            driver.runUntil(() -> socket.take().toString().contains("clientCount"));
            LocalSession session =
                    driver.await(driver.await(driver.engine.rooms().open("g")).join("me"));
            isBroken[0] = true;
            editors.get(0).count(1);
            CompletableFuture<EditResult> edit = session.edit(Edit.put("k", Map.of("n", 1)));
            driver.runUntil(() -> editors.stream().allMatch(editor -> editor.closeReason != null));
            driver.runUntil(() -> socket.closes == 1);
            assertEquals(1001, socket.closeCode);
            for (CompletableFuture<?> future : List.of(edit, session.room().snapshot())) {
                driver.runUntil(future::isDone);
                CompletionException failure = assertThrows(CompletionException.class, future::join);
                assertEquals(RoomException.Code.FAILED, ((RoomException) failure.getCause()).code());
            }
            assertEquals("engine has failed", session.closed().join());
            isBroken[0] = false;
            editors.forEach(editor -> editor.count(1));
            for (int i = 0; i < 100; i++) {
                driver.run();
            }
            assertTrue(editors.stream().allMatch(editor -> editor.acked == 1), "acked behind the failure");
            assertTrue(editors.stream().allMatch(editor -> editor.closeReason == CloseReason.SHUTDOWN));
            assertEquals(
                    List.of("asked to fail"),
                    told.stream().map(Throwable::getMessage).toList());
            assertFalse(driver.engine.isReady());
        }
        try (EngineDriver again = new EngineDriver(config)) {
            assertTrue(again.read("a") >= 1);
            assertEquals(1, again.read("b"));
        }
    }

    @Test
    void shouldReadWhatAnotherKindOfJournalHolds() throws Exception {
        long count = 0;
        Path data = folder;
        for (JournalKind kind :
                List.of(JournalKind.CHRONICLE, JournalKind.SEGMENTS, JournalKind.CHRONICLE, JournalKind.SEGMENTS)) {
            try (EngineDriver driver = new EngineDriver(EngineConfig.of(data).withJournal(kind))) {
                assertEquals(count, driver.read("r"));
                EngineDriver.Editor editor = driver.join("r");
                editor.sent = count;
                editor.acked = count;
                editor.countAndWait(1);
                count++;
                // What a kill would leave: nothing but the journal has the last edit.
                data = DataCopy.of(data, folder.resolve("copy-" + count));
            }
        }
        try (EngineDriver driver = new EngineDriver(EngineConfig.of(data))) {
            assertEquals(count, driver.read("r"));
        }
    }

    private static WatchedJournals watched(JournalKind kind, Consumer<String> calls) {
        return new WatchedJournals(JournalStorage.of(kind, EngineDriver.SMALL), calls);
    }
}
