package io.canyon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the reader follows the files of Chronicle Queue. */
class ChronicleReaderTest {
    private static final int WORD_BYTES = 4;

    private final TestBatches batches = new TestBatches(2_000);

    @TempDir
    private Path folder;

    @Test
    void shouldReadWhatChronicleReads() throws IOException {
        write(3_000);
        List<byte[]> ours = new ArrayList<>();
        TestBatches.CHRONICLE.read(
                folder, TestBatches.range(ReadRange.TO_THE_END), (sequence, payload, offset, length) -> {
                    byte[] bytes = new byte[length];
                    payload.getBytes(offset, bytes);
                    ours.add(bytes);
                });
        assertEquals(3_000, ours.size());
        try (ChronicleQueue queue = SingleChronicleQueueBuilder.binary(folder)
                        .blockSize(TestBatches.SMALL.blockBytes())
                        .readOnly(true)
                        .build();
                ExcerptTailer tailer = queue.createTailer()) {
            for (byte[] expected : ours) {
                try (DocumentContext document = tailer.readingDocument()) {
                    assertTrue(document.isPresent());
                    document.wire().bytes().readSkip(JournalFrame.HEADER_LENGTH_BYTES);
                    assertArrayEquals(expected, document.wire().bytes().toByteArray());
                }
            }
            try (DocumentContext document = tailer.readingDocument()) {
                assertFalse(document.isPresent());
            }
        }
    }

    @Test
    void shouldTakeAnIntactEntryWhoseWordIsMissing() throws IOException {
        write(100);
        long last = positionOf(99);
        putWord(last, 0);
        assertEquals("", batches.read(TestBatches.CHRONICLE, folder).damage());
        assertEquals(100, batches.read(TestBatches.CHRONICLE, folder).entries());
        putWord(positionOf(50), 0);
        assertEquals(100, batches.read(TestBatches.CHRONICLE, folder).entries());
    }

    @Test
    void shouldEndBeforeAnEntryThatAKillInterrupted() throws IOException {
        write(100);
        long last = positionOf(99);
        putWord(last, 0);
        putWord(last + WORD_BYTES + JournalFrame.CRC_OFFSET, 0);
        ReadResult result = batches.read(TestBatches.CHRONICLE, folder);
        assertEquals(new ReadResult(99, TestBatches.FIRST_SEQUENCE + 98, "", last), result);
    }

    @Test
    void shouldReportAHole() throws IOException {
        write(100);
        long position = positionOf(40);
        long behind = positionOf(41) + WORD_BYTES;
        putWord(position, 0);
        putWord(position + WORD_BYTES, 0);
        ReadResult result = batches.read(TestBatches.CHRONICLE, folder);
        assertEquals(40, result.entries());
        assertEquals("entries are missing: more of them at position " + behind, result.damage());
    }

    @Test
    void shouldRefuseASecondFile() throws IOException {
        write(10);
        Path file = TestBatches.entryFile(folder);
        Files.copy(file, file.resolveSibling("copy.cq4"));
        ReadResult result = batches.read(TestBatches.CHRONICLE, folder);
        assertEquals("more than one file", result.damage());
        assertEquals(0, result.entries());
    }

    @Test
    void shouldNotNeedMetadata() throws IOException {
        write(10);
        Files.delete(folder.resolve("metadata.cq4t"));
        assertEquals(10, batches.read(TestBatches.CHRONICLE, folder).entries());
        assertFalse(Files.exists(folder.resolve("metadata.cq4t")));
    }

    private void write(int count) throws IOException {
        try (Journal journal = TestBatches.create(TestBatches.CHRONICLE, folder)) {
            batches.append(journal, count);
        }
    }

    /** Where the word of an entry stands. */
    private long positionOf(int entry) {
        return batches.read(TestBatches.CHRONICLE, folder, TestBatches.FIRST_SEQUENCE + entry - 1)
                .positionBytes();
    }

    private void putWord(long position, int word) throws IOException {
        try (FileChannel channel = FileChannel.open(TestBatches.entryFile(folder), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(WORD_BYTES).putInt(0, word), position);
        }
    }
}
