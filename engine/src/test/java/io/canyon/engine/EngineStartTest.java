package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.journal.BatchHandler;
import io.canyon.engine.journal.Journal;
import io.canyon.engine.journal.JournalException;
import io.canyon.engine.journal.JournalSpec;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.journal.ReadRange;
import io.canyon.engine.journal.ReadResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start that fails leaves, and what a stop says of itself. */
@Timeout(300)
class EngineStartTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLeaveNothingOpenWhenAJournalCannotBeCreated(boolean isError) {
        Supplier<Journal> failing = () -> {
            if (isError) {
                throw new OutOfMemoryError("asked to fail");
            }
            throw new JournalException("asked to fail");
        };
        EngineConfig config = EngineConfig.of(folder).withShards(3);
        FailingStorage storage = new FailingStorage(failing);
        EngineStartException failure = assertThrows(
                EngineStartException.class,
                () -> Engine.start(config, false, new EngineHooks(kind -> storage, step -> {})));
        assertSame(EngineStartException.Code.RECOVERY_FAILED, failure.code());
        assertEquals("asked to fail", failure.getCause().getMessage());
        assertEquals(2, storage.open.size());
        assertTrue(storage.open.stream().allMatch(journal -> journal.isClosed));
        try (EngineDriver driver = new EngineDriver(config)) {
            assertEquals(0, driver.read("r"));
        }
    }

    @Test
    void shouldSayWhetherItClosedCleanly() throws Exception {
        EngineDriver clean = new EngineDriver(EngineConfig.of(folder.resolve("clean")));
        clean.join("r").countAndWait(1);
        assertFalse(clean.engine.isClosedCleanly());
        clean.close();
        assertTrue(clean.engine.isClosedCleanly());

        Path data = folder.resolve("unclean");
        EngineDriver unclean = new EngineDriver(EngineConfig.of(data));
        unclean.join("r").countAndWait(1);
        // No snapshot has a place now.
        Files.writeString(data.resolve("rooms"), "not a folder");
        unclean.close();
        assertFalse(unclean.engine.isClosedCleanly());
        Files.delete(data.resolve("rooms"));
        try (EngineDriver again = new EngineDriver(EngineConfig.of(data))) {
            assertEquals(1, again.read("r"));
        }
    }

    @Test
    void shouldLetGoOfADataFolderThatCannotBeMarked() throws Exception {
        EngineConfig config = EngineConfig.of(folder);
        EngineDriver driver = new EngineDriver(config);
        driver.join("r").countAndWait(1);
        // The mark has no place now.
        Files.createDirectory(folder.resolve("gen-1").resolve("CLEAN.tmp"));
        driver.close();
        assertFalse(driver.engine.isClosedCleanly());
        try (EngineDriver again = new EngineDriver(config)) {
            assertEquals(1, again.read("r"));
        }
    }

    @Test
    void shouldRefuseIdleTimeoutsThatNoClockCanTell() {
        EngineConfig config = EngineConfig.of(folder);
        assertThrows(IllegalArgumentException.class, () -> config.withIdleTimeout(Duration.ofSeconds(Long.MAX_VALUE)));
        assertThrows(IllegalArgumentException.class, () -> config.withIdleTimeout(Duration.ofNanos(-1)));
        assertEquals(
                Duration.ofDays(365),
                config.withIdleTimeout(Duration.ofDays(365)).idleTimeout());
    }

    /** Creates two journals. */
    private static final class FailingStorage implements JournalStorage {
        private final Supplier<Journal> third;
        private final List<OpenJournal> open = new ArrayList<>();

        FailingStorage(Supplier<Journal> third) {
            this.third = third;
        }

        @Override
        public Journal create(JournalSpec spec) {
            if (open.size() == 2) {
                return third.get();
            }
            OpenJournal journal = new OpenJournal();
            open.add(journal);
            return journal;
        }

        @Override
        public ReadResult read(Path shardFolder, ReadRange range, BatchHandler handler) {
            return JournalStorage.of(JournalKind.CHRONICLE, EngineDriver.SMALL).read(shardFolder, range, handler);
        }
    }

    private static final class OpenJournal implements Journal {
        private boolean isClosed;

        @Override
        public boolean reserve(int lengthBytes) {
            return true;
        }

        @Override
        public void append(DirectBuffer payload, int offset, int lengthBytes) {}

        @Override
        public void force() {}

        @Override
        public long nextSequence() {
            return 1;
        }

        @Override
        public long bytesWritten() {
            return 0;
        }

        @Override
        public int maxPayloadBytes() {
            return Integer.MAX_VALUE;
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }
}
