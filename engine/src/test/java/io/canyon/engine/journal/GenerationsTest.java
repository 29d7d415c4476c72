package io.canyon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.JournalKind;
import io.canyon.engine.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationsTest {
    private static final JournalKind KIND = JournalKind.CHRONICLE;
    private static final GenerationHeader FIRST =
            new GenerationHeader(1, 1L << 32, List.of(5L, 9L), GenerationHeader.NO_PREDECESSOR, List.of(), KIND);
    private static final GenerationHeader SECOND =
            new GenerationHeader(2, 2L << 32, List.of(0L, 0L, 0L), 1, List.of(7L, 8L), JournalKind.SEGMENTS);

    @TempDir
    private Path root;

    @Test
    void shouldListWhatWasBegunAscending() throws IOException {
        Generations generations = Generations.open(root);
        assertEquals(1, generations.nextNumber());
        generations.begin(FIRST);
        generations.begin(SECOND);
        generations.begin(new GenerationHeader(10, 10L << 32, List.of(0L), 2, List.of(1L, 2L, 3L), KIND));
        List<Generation> list = Generations.open(root).list();
        assertEquals(List.of(1L, 2L, 10L), list.stream().map(Generation::number).toList());
        assertEquals(FIRST, list.get(0).header());
        assertEquals(SECOND, list.get(1).header());
        assertEquals(11, generations.nextNumber());
        assertTrue(Files.isDirectory(list.get(1).shardFolder(2)));
        assertThrows(IllegalArgumentException.class, () -> generations.begin(SECOND));
    }

    @Test
    void shouldReadUpToTheSuccessorsCut() throws IOException {
        Generations generations = Generations.open(root);
        Generation first = generations.begin(FIRST);
        assertEquals(new ReadRange(1, 9, ReadRange.TO_THE_END), first.readRange(1));
        first.markClean(List.of(20L, 30L));
        assertEquals(new ReadRange(1, 9, 30), generations.list().get(0).readRange(1));
        generations.begin(SECOND);
        Generation cut = generations.list().get(0);
        assertEquals(new ReadRange(0, 5, 7), cut.readRange(0));
        assertEquals(new ReadRange(1, 9, 8), cut.readRange(1));
        assertTrue(cut.isClean());
    }

    @Test
    void shouldMissOnlyJournalsThatWereThere() throws IOException {
        Generation first = Generations.open(root).begin(FIRST);
        for (JournalKind kind : JournalKind.values()) {
            assertTrue(read(kind, first).isClean());
        }
        first.markCreated();
        for (JournalKind kind : JournalKind.values()) {
            assertEquals("file is missing", read(kind, first).damage());
            try (Journal journal =
                    JournalStorage.of(kind, TestBatches.SMALL).create(first.journalSpec(kind.ordinal()))) {
                assertTrue(journal.reserve(1));
            }
        }
        for (JournalKind kind : JournalKind.values()) {
            assertEquals("", read(kind, first).damage());
            DurableFiles.deleteRecursively(first.shardFolder(kind.ordinal()));
            assertEquals("file is missing", read(kind, first).damage());
        }
        // Not a half created one, though all that is left of it cannot be read.
        Files.write(first.folder().resolve(Generation.HEADER_FILE), new byte[1]);
        assertFalse(Generations.open(root).list().get(0).damage().isEmpty());
    }

    private static ReadResult read(JournalKind kind, Generation generation) {
        return JournalStorage.of(kind, TestBatches.SMALL)
                .read(
                        generation.shardFolder(kind.ordinal()),
                        generation.readRange(kind.ordinal()),
                        (sequence, payload, offset, lengthBytes) -> {});
    }

    @Test
    void shouldForgetDamagedMarks() throws IOException {
        Generation generation = Generations.open(root).begin(FIRST);
        assertFalse(Generations.open(root).list().get(0).isClean());
        assertThrows(IllegalArgumentException.class, () -> generation.markClean(List.of(1L)));
        generation.markClean(List.of(20L, 30L));
        assertTrue(Generations.open(root).list().get(0).isClean());
        Path mark = generation.folder().resolve(Generation.CLEAN_FILE);
        forEachDamage(mark, what -> {
            Generation damaged = Generations.open(root).list().get(0);
            assertFalse(damaged.isClean(), what);
            assertEquals(ReadRange.TO_THE_END, damaged.readRange(0).lastSequence(), what);
        });
    }

    @Test
    void shouldReportDamagedHeadersOfGenerationsThatHoldJournals() throws IOException {
        Generation generation = Generations.open(root).begin(FIRST);
        try (Journal journal = TestBatches.CHRONICLE.create(generation.journalSpec(0))) {
            assertEquals(5, journal.nextSequence());
        }
        forEachDamage(generation.folder().resolve(Generation.HEADER_FILE), what -> {
            List<Generation> list = Generations.open(root).list();
            assertEquals(1, list.size(), what);
            assertFalse(list.get(0).damage().isEmpty(), what);
            assertThrows(IllegalStateException.class, list.get(0)::header, what);
        });
        assertEquals("", Generations.open(root).list().get(0).damage());
    }

    @Test
    void shouldRemoveWhatACrashLeftHalfCreated() throws IOException {
        Generations.open(root).begin(FIRST);
        Files.createDirectories(root.resolve("gen-2"));
        Files.createDirectories(root.resolve("gen-3/shard-0"));
        Files.writeString(Files.createDirectories(root.resolve("gen-4")).resolve("header.tmp"), "half");
        Files.createDirectories(root.resolve("gen-5.old/shard-0"));
        Files.createDirectories(root.resolve("gen-6.cut"));
        Files.createDirectories(root.resolve("gen-x"));
        Generations generations = Generations.open(root);
        assertEquals(1, generations.list().size());
        List<String> left = DurableFiles.children(root).stream()
                .map(path -> path.getFileName().toString())
                .toList();
        assertEquals(List.of("gen-1", "gen-6.cut", "gen-x"), left);
        assertEquals(7, generations.nextNumber());
    }

    @Test
    void shouldRetireAndSetAside() throws IOException {
        Generations generations = Generations.open(root);
        generations.begin(FIRST);
        generations.begin(SECOND);
        generations.setAside(1);
        assertEquals(
                List.of(2L), generations.list().stream().map(Generation::number).toList());
        assertTrue(Files.exists(root.resolve("gen-1.cut").resolve(Generation.HEADER_FILE)));
        generations.retire(2);
        assertEquals(List.of(), generations.list());
        assertFalse(Files.exists(root.resolve("gen-2")));
        assertFalse(Files.exists(root.resolve("gen-2.old")));
    }

    @Test
    void shouldRefuseHeadersThatMakeNoSense() {
        long none = GenerationHeader.NO_PREDECESSOR;
        List<Long> one = List.of(0L);
        assertThrows(IllegalArgumentException.class, () -> new GenerationHeader(-1, 0, one, none, List.of(), KIND));
        assertThrows(
                IllegalArgumentException.class, () -> new GenerationHeader(1, 0, List.of(), none, List.of(), KIND));
        assertThrows(IllegalArgumentException.class, () -> new GenerationHeader(1, 0, one, 1, one, KIND));
        assertThrows(IllegalArgumentException.class, () -> new GenerationHeader(1, 0, one, none, one, KIND));
        assertThrows(IllegalArgumentException.class, () -> new GenerationHeader(1, 0, one, 0, List.of(), KIND));
        assertThrows(
                IllegalArgumentException.class, () -> new GenerationHeader(1L << 31, 0, one, none, List.of(), KIND));
    }

    private interface Check {
        void run(String what) throws IOException;
    }

    /** Every bit of a file flipped, every length it can be cut to, and a longer one; intact again in the end. */
    private static void forEachDamage(Path file, Check check) throws IOException {
        byte[] intact = Files.readAllBytes(file);
        for (int bit = 0; bit < intact.length * Byte.SIZE; bit++) {
            byte[] flipped = intact.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            Files.write(file, flipped);
            check.run("bit " + bit);
        }
        for (int length = 0; length < intact.length; length++) {
            Files.write(file, Arrays.copyOf(intact, length));
            check.run("length " + length);
        }
        Files.write(file, Arrays.copyOf(intact, intact.length + 1));
        check.run("longer");
        Files.write(file, intact);
    }
}
