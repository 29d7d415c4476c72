package io.canyon.engine.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.JournalKind;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.journal.DataFolder;
import io.canyon.engine.journal.Generation;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.snapshot.FileSnapshotStore;
import io.canyon.engine.spi.SnapshotStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes out of generations that {@link TestGenerations} wrote. */
class RecoveryTest {
    private static final long HASH_SEED = 42;

    @TempDir
    private Path root;

    /** How a recovery ended. */
    private record Recovered(long firstVersion, Map<String, Long> lostVersions) {}

    @Test
    void shouldBringBackEveryRoomOfSeveralGenerations() throws IOException {
        TestGenerations generations = new TestGenerations(root);
        generations.write(1, 0, "r1 s1", "r2");
        generations.write(2, 0, "r3", "t1 s2");
        generations.write(3, 0, "s3");
        assertEquals(new Recovered(4L << 32, Map.of()), recover());
        assertEquals(List.of("gen-4"), generationFolders());
        assertEquals("{\"k1\":{\"n\":1},\"k2\":{\"n\":2},\"k3\":{\"n\":3}}", export("r"));
        assertEquals("{\"k1\":{\"n\":1},\"k2\":{\"n\":2},\"k3\":{\"n\":3}}", export("s"));
        assertEquals("{\"k1\":{\"n\":1}}", export("t"));
        assertEquals("none", export("u"));
    }

    @Test
    void shouldGoOnWithTheVersionsOfACleanStop() throws IOException {
        new TestGenerations(root).writeCleanly(1, 0, "r1", "r2");
        assertEquals(new Recovered(0, Map.of()), recover());
        assertEquals(List.of("gen-2"), generationFolders());
        assertEquals("{\"k1\":{\"n\":1},\"k2\":{\"n\":2}}", export("r"));
    }

    @Test
    void shouldPassOverWhatARoomWasSavedWith() throws IOException {
        TestGenerations generations = new TestGenerations(root);
        generations.write(1, 0, "r1 s1", "r2");
        recover();
        assertEquals(List.of("gen-2"), generationFolders());
        delete(root.resolve("gen-2"));
        // The store has r at 2 and s at 1, versions of then.
        generations.write(1, 0, "r1 s1", "r2");
        generations.write(2, 0, "s2 r3", "r4");
        assertEquals(Map.of(), recover().lostVersions());
        assertEquals(List.of("gen-3"), generationFolders());
        assertEquals("{\"k1\":{\"n\":1},\"k2\":{\"n\":2},\"k3\":{\"n\":3},\"k4\":{\"n\":4}}", export("r"));
        assertEquals("{\"k1\":{\"n\":1},\"k2\":{\"n\":2}}", export("s"));
    }

    @Test
    void shouldGoOnInTheNextRangeOfVersions() throws IOException {
        TestGenerations generations = new TestGenerations(root);
        generations.write(1, 0, "r1 r2");
        assertEquals(2L << 32, recover().firstVersion());
        delete(root.resolve("gen-2"));
        generations.write(2, 2L << 32, "r1 s1");
        assertEquals(new Recovered(3L << 32, Map.of()), recover());
        assertEquals("{\"k1\":{\"n\":1},\"k2\":{\"n\":2}}", export("r").replace("8589934593", "1"));
    }

    @Test
    void shouldCutARoomWhoseEditsHaveAHole() throws IOException {
        new TestGenerations(root).writeCleanly(1, 0, "r1 s1", "r2", "r4 s2", "r5 s3");
        // Though the stop was clean: versions 3 to 5 have been seen, and are not given again.
        assertEquals(new Recovered(2L << 32, Map.of("r", 5L)), recover());
        assertEquals(List.of("gen-1.cut", "gen-2"), generationFolders());
        assertEquals("{\"k1\":{\"n\":1},\"k2\":{\"n\":2}}", export("r"));
        assertEquals("{\"k1\":{\"n\":1},\"k2\":{\"n\":2},\"k3\":{\"n\":3}}", export("s"));
    }

    @Test
    void shouldNotMakeUpARoomWhoseSnapshotIsMissing() throws IOException {
        TestGenerations generations = new TestGenerations(root);
        generations.writeCleanly(1, 0, "s1", "r7 r8");
        generations.writeCleanly(2, 0, "r9 s2");
        assertEquals(new Recovered(3L << 32, Map.of("r", 9L)), recover());
        assertEquals(List.of("gen-1.cut", "gen-2.cut", "gen-3"), generationFolders());
        assertEquals("none", export("r"));
        assertEquals("{\"k1\":{\"n\":1},\"k2\":{\"n\":2}}", export("s"));
    }

    @Test
    void shouldEndOnlyTheGenerationOfADamagedFrame() throws IOException {
        TestGenerations generations = new TestGenerations(root);
        generations.write(1, 0, "r1 s1");
        generations.write(2, 0, "s2", "r2", "r3");
        generations.writeCleanly(3, 0, "s3 t1");
        generations.damage(2, "r2");
        assertEquals(new Recovered(4L << 32, Map.of()), recover());
        assertEquals(List.of("gen-2.cut", "gen-4"), generationFolders());
        assertEquals("{\"k1\":{\"n\":1}}", export("r"));
        assertEquals("{\"k1\":{\"n\":1},\"k2\":{\"n\":2},\"k3\":{\"n\":3}}", export("s"));
        assertEquals("{\"k1\":{\"n\":1}}", export("t"));
    }

    @Test
    void shouldKeepTheGenerationsBehindOneThatTheyCannotDoWithout() throws IOException {
        TestGenerations generations = new TestGenerations(root);
        generations.write(1, 0, "r1 s1");
        generations.write(2, 0, "s2", "r2");
        generations.write(3, 0, "s3 r3");
        generations.damage(2, "r2");
        assertEquals(new Recovered(4L << 32, Map.of("r", 3L)), recover());
        assertEquals(List.of("gen-2.cut", "gen-3.cut", "gen-4"), generationFolders());
        assertEquals("{\"k1\":{\"n\":1}}", export("r"));
        assertEquals("{\"k1\":{\"n\":1},\"k2\":{\"n\":2},\"k3\":{\"n\":3}}", export("s"));
    }

    @Test
    void shouldBeginAgainWhereItWasInterrupted() throws IOException {
        TestGenerations generations = new TestGenerations(root);
        generations.write(1, 0, "r1 s1 u7", "r2", "s2");
        generations.write(2, 0, "s3");
        generations.damage(1, "r2");
        assertThrows(RuntimeException.class, () -> recover(new FullStore(), Integer.MAX_VALUE));
        assertEquals(List.of("gen-1", "gen-2", "gen-3"), generationFolders());
        assertEquals(new Recovered(4L << 32, Map.of("s", 3L, "u", 7L)), recover());
        assertEquals(List.of("gen-1.cut", "gen-2.cut", "gen-4"), generationFolders());
        assertEquals("{\"k1\":{\"n\":1}}", export("r"));
        assertEquals("{\"k1\":{\"n\":1}}", export("s"));
        assertEquals("none", export("u"));
    }

    @Test
    void shouldNotReplayWhatAnInterruptedRecoveryLeftOut() throws IOException {
        TestGenerations generations = new TestGenerations(root);
        generations.write(1, 0, "r1", "r2", "r3");
        generations.damage(1, "r2");
        assertThrows(RuntimeException.class, () -> recover(new FullStore(), Integer.MAX_VALUE));
        generations.damage(1, "r2");
        assertEquals(new Recovered(3L << 32, Map.of()), recover());
        assertEquals(List.of("gen-1.cut", "gen-3"), generationFolders());
        assertEquals("{\"k1\":{\"n\":1}}", export("r"));
    }

    @Test
    void shouldNotTakeALostJournalForAnEmptyOne() throws IOException {
        TestGenerations generations = new TestGenerations(root);
        generations.write(1, 0, "r1");
        generations.write(2, 0, "r2");
        generations.write(3, 0, "s1");
        generations.write(4, 0);
        Files.delete(root.resolve("gen-1/shard-0/entries.seg"));
        delete(root.resolve("gen-2/shard-0"));
        assertEquals(new Recovered(5L << 32, Map.of()), recover());
        assertEquals(List.of("gen-1.cut", "gen-2.cut", "gen-5"), generationFolders());
        assertEquals("none", export("r"));
        assertEquals("{\"k1\":{\"n\":1}}", export("s"));
    }

    @Test
    void shouldHaveOnlySomeRoomsInMemory() throws IOException {
        String names = "abcdefghijklmnopqrstuvwxyz";
        TestGenerations generations = new TestGenerations(root);
        String[] batches = new String[6];
        for (int i = 0; i < batches.length; i++) {
            int version = 1 + i;
            // Of q the third edit is missing.
            batches[i] = names.chars()
                    .filter(room -> room != 'q' || version != 3)
                    .mapToObj(room -> (char) room + "" + version)
                    .collect(Collectors.joining(" "));
        }
        generations.write(1, 0, Arrays.copyOf(batches, 4));
        generations.write(2, 0, Arrays.copyOfRange(batches, 4, 6));
        WatchedStore store = new WatchedStore(new FileSnapshotStore(root.resolve("rooms"), Runnable::run));
        assertEquals(new Recovered(3L << 32, Map.of("q", 6L)), recover(store, 4));
        assertEquals(List.of("gen-1.cut", "gen-2.cut", "gen-3"), generationFolders());
        for (String room : names.split("")) {
            String expected = room.equals("q")
                    ? "{\"k1\":{\"n\":1},\"k2\":{\"n\":2}}"
                    : "{\"k1\":{\"n\":1},\"k2\":{\"n\":2},\"k3\":{\"n\":3},"
                            + "\"k4\":{\"n\":4},\"k5\":{\"n\":5},\"k6\":{\"n\":6}}";
            assertEquals(expected, export(room));
        }
        assertTrue(store.loads > names.length(), "loads: " + store.loads);
        assertTrue(store.unsavedLoads <= names.length(), "loads without a snapshot: " + store.unsavedLoads);
    }

    private Recovered recover() throws IOException {
        return recover(new FileSnapshotStore(root.resolve("rooms"), Runnable::run), Integer.MAX_VALUE);
    }

    private Recovered recover(SnapshotStore store, int maxSegments) throws IOException {
        try (DataFolder folder = DataFolder.open(root);
                SegmentPool segments = new SegmentPool(0)) {
            Recovery recovery = new Recovery(
                    folder,
                    kind -> JournalStorage.of(kind, TestGenerations.SETTINGS),
                    store,
                    segments,
                    HASH_SEED,
                    maxSegments);
            Generation begun = recovery.run(1, JournalKind.SEGMENTS);
            assertEquals(0, segments.segmentsInUse());
            return new Recovered(begun.header().firstVersion(), recovery.lostVersions());
        }
    }

    private String export(String room) throws IOException {
        try (DataInspection inspection = DataInspection.open(root)) {
            return inspection.export(room).orElse("none");
        }
    }

    private List<String> generationFolders() throws IOException {
        try (Stream<Path> children = Files.list(root)) {
            return children.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("gen-"))
                    .sorted()
                    .toList();
        }
    }

    private static void delete(Path path) throws IOException {
        List<Path> paths;
        try (Stream<Path> walked = Files.walk(path)) {
            paths = walked.toList();
        }
        for (int i = paths.size(); i > 0; i--) {
            Files.delete(paths.get(i - 1));
        }
    }

    /** Counts. */
    private static final class WatchedStore implements SnapshotStore {
        private final SnapshotStore store;
        private int loads;
        private int unsavedLoads;

        WatchedStore(SnapshotStore store) {
            this.store = store;
        }

        @Override
        public CompletionStage<ByteBuffer> load(String room) {
            loads++;
            return store.load(room).thenApply(snapshot -> {
                unsavedLoads += snapshot == null ? 1 : 0;
                return snapshot;
            });
        }

        @Override
        public CompletionStage<Void> save(String room, ByteBuffer snapshot) {
            return store.save(room, snapshot);
        }
    }

    /** Has nothing, and takes nothing. */
    private static final class FullStore implements SnapshotStore {
        @Override
        public CompletionStage<ByteBuffer> load(String room) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> save(String room, ByteBuffer snapshot) {
            return CompletableFuture.failedFuture(new IOException("no space left"));
        }
    }
}
