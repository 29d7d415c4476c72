package io.canyon.engine.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.canyon.engine.JournalKind;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.journal.DataFolder;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.snapshot.FileSnapshotStore;
import io.canyon.engine.spi.SnapshotStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recovery that ends anywhere, and another that ends anywhere after it, each with another number of shards. */
@Timeout(300)
class RecoveryCrashTest {
    private static final List<String> ROOMS = List.of("r", "s", "t");
    /** Before and behind each room's snapshot. */
    private static final int ENDS = 2 * ROOMS.size();

    @TempDir
    private Path folder;

    @Test
    void shouldBringBackTheSameAfterTwoCrashes() throws IOException {
        for (int first = 0; first < ENDS; first++) {
            // What the first has saved the second need not save again.
            for (int second = 0; second < ENDS - 2 * ((first + 1) / 2); second++) {
                Path root = folder.resolve(first + "-" + second);
                write(root);
                crash(root, first, 2);
                crash(root, second, 3);
                assertRecovered(root, "crashes at " + first + " and " + second);
            }
        }
    }

    @Test
    void shouldBringBackTheSameWhereRoomsLeaveMemoryMeanwhile() throws IOException {
        for (int end = 0; end < ENDS; end++) {
            Path root = folder.resolve("small-" + end);
            write(root);
            int endAt = end;
            assertThrows(RuntimeException.class, () -> recover(root, new EndingStore(root, endAt), 1, 0));
            assertRecovered(root, "crash at " + end);
        }
    }

    private static void write(Path root) throws IOException {
        TestGenerations generations = new TestGenerations(root);
        generations.write(1, 0, "r1 s1 t1", "r2");
        generations.write(2, 0, "s2 t2", "r3");
        generations.write(3, 3L << 32, "t1 r1", "s1");
    }

    private static void crash(Path root, int end, int shards) {
        assertThrows(
                RuntimeException.class, () -> recover(root, new EndingStore(root, end), shards, Integer.MAX_VALUE));
    }

    private static void assertRecovered(Path root, String message) throws IOException {
        long before;
        try (DataFolder data = DataFolder.open(root)) {
            before = data.generations().nextNumber();
        }
        long firstVersion = recover(root, new FileSnapshotStore(root.resolve("rooms"), Runnable::run), 1, 1_000);
        assertEquals(before << 32, firstVersion, message);
        long range = 3L << 32;
        Map<String, String> expected = Map.of(
                "r", "{\"k1\":{\"n\":" + (range + 1) + "},\"k2\":{\"n\":2},\"k3\":{\"n\":3}}",
                "s", "{\"k1\":{\"n\":" + (range + 1) + "},\"k2\":{\"n\":2}}",
                "t", "{\"k1\":{\"n\":" + (range + 1) + "},\"k2\":{\"n\":2}}");
        try (DataInspection inspection = DataInspection.open(root)) {
            for (String room : ROOMS) {
                assertEquals(expected.get(room), inspection.export(room).orElse("none"), message);
            }
        }
    }

    private static long recover(Path root, SnapshotStore store, int shards, int maxSegments) throws IOException {
        try (DataFolder data = DataFolder.open(root);
                SegmentPool segments = new SegmentPool(0)) {
            Recovery recovery = new Recovery(
                    data, kind -> JournalStorage.of(kind, TestGenerations.SETTINGS), store, segments, 42, maxSegments);
            long firstVersion =
                    recovery.run(shards, JournalKind.SEGMENTS).header().firstVersion();
            assertEquals(Map.of(), recovery.lostVersions());
            return firstVersion;
        }
    }

    /** Ends before its n-th save if {@code end} is 2n, behind it if that is 2n + 1. */
    private static final class EndingStore implements SnapshotStore {
        private final SnapshotStore store;
        private int rest;

        EndingStore(Path root, int end) {
            store = new FileSnapshotStore(root.resolve("rooms"), Runnable::run);
            rest = end;
        }

        @Override
        public CompletionStage<ByteBuffer> load(String room) {
            return store.load(room);
        }

        @Override
        public CompletionStage<Void> save(String room, ByteBuffer snapshot) {
            if (rest-- == 0) {
                return CompletableFuture.failedFuture(new IllegalStateException("ended by the test"));
            }
            CompletionStage<Void> saved = store.save(room, snapshot);
            return rest-- == 0 ? CompletableFuture.failedFuture(new IllegalStateException("ended by the test")) : saved;
        }
    }
}
