package io.canyon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.files.DurableFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was forced before the power is cut is there after it. */
@Timeout(300)
class PowerCutTest {
    private static final int CUTS = 4;
    private static final TestBatches BATCHES = new TestBatches(20_000);
    private static final Map<String, JournalStorage> STORAGES = Map.of(
            "chronicle", TestBatches.CHRONICLE,
            "segments", TestBatches.SEGMENTS,
            "stock sync", new StockSyncStorage());

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"chronicle", "segments"})
    void shouldKeepWhatWasForced(String storage) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        try (LoopDisk disk = LoopDisk.mount(folder);
                Writing writing = new Writing(storage, disk.path().resolve("shard"))) {
            for (int cut = 0; cut < CUTS; cut++) {
                // A block is crossed every hundred batches.
                long acked = writing.stopAt(writing.acked + 1 + random.nextInt(400));
                ReadResult result = readAfterCut(disk, storage, "cut-" + cut);
                assertTrue(result.lastSequence() >= acked, () -> "lost: acked=" + acked + " " + result);
                writing.goOn();
            }
        }
    }

    /** The test above finds a journal that forces nothing. */
    @Test
    void shouldLoseWhatTheQueueSyncs() throws Exception {
        try (LoopDisk disk = LoopDisk.mount(folder);
                Writing writing = new Writing("stock sync", disk.path().resolve("shard"))) {
            long acked = writing.stopAt(TestBatches.FIRST_SEQUENCE + 300);
            ReadResult result = readAfterCut(disk, "stock sync", "cut");
            assertTrue(result.lastSequence() < acked, () -> "not lost: acked=" + acked + " " + result);
            writing.goOn();
        }
    }

    private ReadResult readAfterCut(LoopDisk disk, String storage, String name) throws IOException {
        try (LoopDisk cut = disk.cutPower(folder.resolve(name))) {
            return BATCHES.read(STORAGES.get(storage), cut.path().resolve("shard"));
        }
    }

    /** A process that appends and forces until it is killed. */
    private static final class Writing implements AutoCloseable {
        private final Process child;
        private final BufferedReader acks;
        private long acked = TestBatches.FIRST_SEQUENCE - 1;

        Writing(String storage, Path shard) throws IOException {
            child = ChildJvm.start(Writer.class, storage, shard.toString());
            acks = child.inputReader();
        }

        /** Lets it run until it has forced so much, and halts it; what it had forced by then, at least. */
        long stopAt(long sequence) throws IOException, InterruptedException {
            while (acked < sequence) {
                acked = Long.parseLong(acks.readLine());
            }
            ChildJvm.halt(child);
            return acked;
        }

        void goOn() throws IOException, InterruptedException {
            ChildJvm.goOn(child);
        }

        @Override
        public void close() throws IOException {
            child.destroyForcibly().onExit().join();
            acks.close();
        }
    }

    /** Appends, forces, and says so. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            Path shard = Files.createDirectories(Path.of(arguments[1]));
            DurableFiles.forceFolder(shard.getParent());
            PrintStream acks = System.out;
            try (Journal journal = TestBatches.create(STORAGES.get(arguments[0]), shard)) {
                while (BATCHES.append(journal)) {
                    journal.force();
                    acks.print(journal.nextSequence() - 1 + "\n");
                    acks.flush();
                }
            }
        }
    }
}
