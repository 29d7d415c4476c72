package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.journal.BatchHandler;
import io.canyon.engine.journal.Journal;
import io.canyon.engine.journal.JournalException;
import io.canyon.engine.journal.JournalSpec;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.journal.ReadRange;
import io.canyon.engine.journal.ReadResult;
import io.canyon.engine.shard.CheckpointStep;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The journal stays bounded, and nothing is lost on the way, wherever it ends. */
@Timeout(300)
class CheckpointTest {
    private static final int LIMIT_BYTES = 64 << 10;
    private static final int ROUNDS = 24;
    private static final long ROUND_BYTES = 512 << 10;
    private static final int EDIT_BYTES = 5_000;
    private static final List<String> ROOMS = List.of("a", "b", "c", "d");

    @TempDir
    private Path folder;

    /** A copy of the data folder behind a step, and what had been acked by then. */
    private record Crash(CheckpointStep step, Path data, Map<String, Long> acked) {}

    @ParameterizedTest
    @EnumSource(JournalKind.class)
    void shouldKeepTheJournalSmallUnderEndlessEdits(JournalKind kind) throws IOException {
        Path data = folder.resolve("data");
        EngineConfig config = EngineConfig.of(data)
                .withJournal(kind)
                .withCheckpointBytes(LIMIT_BYTES)
                .withShards(2);
        long largest = 0;
        long sent;
        try (EngineDriver driver = new EngineDriver(config)) {
            EngineDriver.Editor editor = driver.join("r");
            // Joined and never edited, left with edits: none of them may hold up a checkpoint.
            driver.join("idle");
            EngineDriver.Editor left = driver.join("left");
            left.countAndWait(10);
            left.leave();
            for (int round = 1; round <= ROUNDS; round++) {
                while (editor.sent * EDIT_BYTES < round * ROUND_BYTES) {
                    editor.countAndWait(EDIT_BYTES);
                }
                largest = Math.max(largest, journalBytes(data));
                int checkpoints = round;
                driver.runUntil(() -> driver.engine.counter(EngineCounter.CHECKPOINTS) >= checkpoints);
            }
            sent = editor.sent;
            assertEquals(0, driver.engine.counter(EngineCounter.CHECKPOINTS_FAILED));
        }
        // Two generations of two shards, each with its first step of 512 KiB and what comes behind the limit.
        assertTrue(largest < ROUNDS * ROUND_BYTES / 2, "bytes on disk: " + largest);
        try (EngineDriver again = new EngineDriver(config)) {
            assertEquals(sent, again.read("r"));
            assertEquals(1, again.read("left"));
        }
    }

    @ParameterizedTest
    @EnumSource(JournalKind.class)
    void shouldLoseNothingInACrashBehindAnyStep(JournalKind kind) throws IOException {
        Path data = folder.resolve("data");
        EngineConfig config = EngineConfig.of(data)
                .withJournal(kind)
                .withCheckpointBytes(LIMIT_BYTES)
                .withShards(2)
                .withIdleTimeout(Duration.ofMillis(1));
        List<Crash> crashes = new ArrayList<>();
        Map<String, EngineDriver.Editor> editors = new TreeMap<>();
        EngineDriver[] holder = new EngineDriver[1];
        try (EngineDriver driver = new EngineDriver(
                config,
                one -> JournalStorage.of(one, EngineDriver.SMALL),
                step -> copy(data, step, holder[0], editors, crashes))) {
            holder[0] = driver;
            for (String room : ROOMS) {
                editors.put(room, driver.join(room));
            }
            while (driver.engine.counter(EngineCounter.CHECKPOINTS) < 3) {
                for (EngineDriver.Editor editor : List.copyOf(editors.values())) {
                    editor.count(2_000);
                }
                driver.run();
            }
            driver.runUntil(() -> editors.values().stream().allMatch(editor -> editor.acked == editor.sent));
        }
        Map<CheckpointStep, Integer> steps = new EnumMap<>(CheckpointStep.class);
        for (Crash crash : crashes) {
            steps.merge(crash.step(), 1, Integer::sum);
            assertRecovers(crash, config, editors);
        }
        assertEquals(CheckpointStep.values().length, steps.size(), () -> "steps: " + steps);
        assertTrue(steps.get(CheckpointStep.ROOM_SAVED) >= 2 * ROOMS.size(), () -> "steps: " + steps);
    }

    @Test
    void shouldGoOnAsItIsWhenTheNextGenerationCannotBegin() {
        AtomicInteger created = new AtomicInteger();
        EngineConfig config = EngineConfig.of(folder)
                .withJournal(JournalKind.SEGMENTS)
                .withCheckpointBytes(LIMIT_BYTES)
                .withShards(2);
        JournalStorage segments = JournalStorage.of(JournalKind.SEGMENTS, EngineDriver.SMALL);
        JournalStorage failing = new JournalStorage() {
            @Override
            public Journal create(JournalSpec spec) {
                // The second journal of the first checkpoint.
                if (created.incrementAndGet() == 4) {
                    throw new JournalException("asked to fail");
                }
                return segments.create(spec);
            }

            @Override
            public ReadResult read(Path shardFolder, ReadRange range, BatchHandler handler) {
                return segments.read(shardFolder, range, handler);
            }
        };
        long sent;
        try (EngineDriver driver = new EngineDriver(config, kind -> failing, step -> {})) {
            EngineDriver.Editor editor = driver.join("r");
            while (driver.engine.counter(EngineCounter.CHECKPOINTS_FAILED) == 0) {
                editor.countAndWait(EDIT_BYTES);
            }
            assertFalse(Files.exists(folder.resolve("gen-2")));
            while (driver.engine.counter(EngineCounter.CHECKPOINTS) == 0) {
                editor.countAndWait(EDIT_BYTES);
            }
            assertTrue(Files.exists(folder.resolve("gen-2")));
            sent = editor.sent;
        }
        try (EngineDriver again = new EngineDriver(config)) {
            assertEquals(sent, again.read("r"));
        }
    }

    private static void assertRecovers(Crash crash, EngineConfig config, Map<String, EngineDriver.Editor> editors) {
        EngineConfig copied = config.withDataFolder(crash.data()).withShards(1);
        try (EngineDriver driver = new EngineDriver(copied)) {
            crash.acked().forEach((room, acked) -> {
                long found = driver.read(room);
                assertTrue(
                        found >= acked && found <= editors.get(room).sent,
                        () -> crash.step() + " room=" + room + " acked=" + acked + " found=" + found);
            });
        }
    }

    private void copy(
            Path data,
            CheckpointStep step,
            EngineDriver driver,
            Map<String, EngineDriver.Editor> editors,
            List<Crash> crashes) {
        driver.turn.lock();
        try {
            Map<String, Long> acked = new TreeMap<>();
            editors.forEach((room, editor) -> acked.put(room, editor.acked));
            crashes.add(new Crash(step, DataCopy.of(data, folder.resolve("crash-" + crashes.size())), acked));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            driver.turn.unlock();
        }
    }

    /** What the generations really take, holes left out. */
    private static long journalBytes(Path data) throws IOException {
        Process du = new ProcessBuilder("du", "-sk", "--exclude=rooms", data.toString()).start();
        try (BufferedReader output = du.inputReader()) {
            return 1024 * Long.parseLong(output.readLine().split("\t")[0]);
        }
    }
}
