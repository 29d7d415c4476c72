package io.canyon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Batches whose content follows from their sequence, so that whoever reads them knows what to expect. */
final class TestBatches {
    static final int SHARD = 3;
    static final long GENERATION = 7;
    static final long FIRST_SEQUENCE = 100;
    static final JournalSettings SMALL = new JournalSettings(1 << 20, 64 << 10, 0, 0);
    static final JournalStorage CHRONICLE = new ChronicleStorage(SMALL);
    static final JournalStorage SEGMENTS = new SegmentStorage(SMALL);

    private final int maxLengthBytes;

    TestBatches(int maxLengthBytes) {
        this.maxLengthBytes = maxLengthBytes;
    }

    /** Every implementation, with small blocks. */
    static Stream<JournalStorage> storages() {
        return Stream.of(CHRONICLE, SEGMENTS);
    }

    static Journal create(JournalStorage storage, Path folder) throws IOException {
        Files.createDirectories(folder);
        return storage.create(new JournalSpec(folder, GENERATION, SHARD, FIRST_SEQUENCE));
    }

    static ReadRange range(long lastSequence) {
        return new ReadRange(SHARD, FIRST_SEQUENCE, lastSequence);
    }

    /** The one file that holds the entries. */
    static Path entryFile(Path folder) throws IOException {
        List<Path> files = DurableFiles.children(folder).stream()
                .filter(file -> !file.toString().endsWith(".cq4t"))
                .toList();
        assertEquals(1, files.size(), () -> "files: " + files);
        return files.get(0);
    }

    UnsafeBuffer batch(long sequence) {
        SplittableRandom random = new SplittableRandom(sequence);
        byte[] bytes = new byte[random.nextInt(maxLengthBytes + 1)];
        random.nextBytes(bytes);
        return new UnsafeBuffer(bytes);
    }

    /** Appends the next batch, if there is room. */
    boolean append(Journal journal) {
        UnsafeBuffer batch = batch(journal.nextSequence());
        if (!journal.reserve(batch.capacity())) {
            return false;
        }
        journal.append(batch, 0, batch.capacity());
        return true;
    }

    void append(Journal journal, int count) {
        for (int i = 0; i < count; i++) {
            assertTrue(append(journal), "no room");
        }
    }

    /** Reads a journal; fails if anything but a prefix of what was written comes out. */
    ReadResult read(JournalStorage storage, Path folder, long lastSequence) {
        long[] expected = {FIRST_SEQUENCE};
        ReadResult result = storage.read(folder, range(lastSequence), (sequence, payload, offset, lengthBytes) -> {
            assertEquals(expected[0]++, sequence);
            assertTrue(isBatch(sequence, payload, offset, lengthBytes), () -> "wrong content: sequence=" + sequence);
        });
        assertEquals(expected[0] - FIRST_SEQUENCE, result.entries());
        assertEquals(expected[0] - 1, result.lastSequence());
        return result;
    }

    ReadResult read(JournalStorage storage, Path folder) {
        return read(storage, folder, ReadRange.TO_THE_END);
    }

    private boolean isBatch(long sequence, DirectBuffer payload, int offset, int lengthBytes) {
        UnsafeBuffer batch = batch(sequence);
        return batch.capacity() == lengthBytes && batch.equals(new UnsafeBuffer(payload, offset, lengthBytes));
    }
}
