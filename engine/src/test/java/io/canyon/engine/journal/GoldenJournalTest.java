package io.canyon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.JournalKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data folder of format version 1 stays readable. {@link Writer} wrote it; a new format version gets a folder of its
 * own beside it, and this one is never written again.
 */
class GoldenJournalTest {
    private static final String RESOURCE = "/golden/journal-v1/";
    private static final List<String> FILES =
            List.of("gen-1/header", "gen-1/CLEAN", "gen-1/shard-0/entries.cq4", "gen-1/shard-1/entries.cq4");
    private static final int ENTRIES = 20;
    private static final TestBatches BATCHES = new TestBatches(300);

    @TempDir
    private Path root;

    @Test
    void shouldReadVersion1() throws IOException {
        for (String name : FILES) {
            unpack(name);
        }
        Generation generation = Generations.open(root).list().get(0);
        assertEquals(header(), generation.header());
        assertTrue(generation.isClean());
        for (int shard = 0; shard < 2; shard++) {
            long[] next = {header().firstSequences().get(shard)};
            ReadResult result = TestBatches.CHRONICLE.read(
                    generation.shardFolder(shard),
                    generation.readRange(shard),
                    (sequence, payload, offset, lengthBytes) -> {
                        assertEquals(next[0]++, sequence);
                        assertEquals(BATCHES.batch(sequence).capacity(), lengthBytes);
                        assertEquals(0, BATCHES.batch(sequence).compareTo(copy(payload, offset, lengthBytes)));
                    });
            assertEquals("", result.damage());
            assertEquals(ENTRIES, result.entries());
        }
    }

    private static DirectBuffer copy(DirectBuffer payload, int offset, int lengthBytes) {
        return new UnsafeBuffer(payload, offset, lengthBytes);
    }

    private void unpack(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        try (InputStream packed = GoldenJournalTest.class.getResourceAsStream(RESOURCE + name + ".gz")) {
            Files.copy(new GZIPInputStream(packed), file);
        }
    }

    private static GenerationHeader header() {
        return new GenerationHeader(
                1, 1L << 32, List.of(0L, 1_000L), GenerationHeader.NO_PREDECESSOR, List.of(), JournalKind.CHRONICLE);
    }

    /** Writes the folder: {@code java ... GoldenJournalTest$Writer <empty folder> <folder for the packed files>}. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            Path root = Path.of(arguments[0]);
            try (DataFolder folder = DataFolder.open(root)) {
                Generation generation = folder.generations().begin(header());
                for (int shard = 0; shard < 2; shard++) {
                    try (Journal journal = TestBatches.CHRONICLE.create(generation.journalSpec(shard))) {
                        BATCHES.append(journal, ENTRIES);
                    }
                    Path entries = TestBatches.entryFile(generation.shardFolder(shard));
                    Files.move(entries, entries.resolveSibling("entries.cq4"));
                }
                generation.markClean(List.of(ENTRIES - 1L, 1_000L + ENTRIES - 1));
            }
            for (String name : FILES) {
                Path packed = Path.of(arguments[1]).resolve(name + ".gz");
                Files.createDirectories(packed.getParent());
                try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
                    Files.copy(root.resolve(name), out);
                }
            }
        }
    }
}
