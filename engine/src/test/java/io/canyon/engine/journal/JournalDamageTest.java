package io.canyon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damage of every kind ends the reading, and is reported; never does it change what is read. */
class JournalDamageTest {
    private static final String STORAGES = "io.canyon.engine.journal.TestBatches#storages";
    private static final int ENTRIES = 150;
    private static final long LAST_SEQUENCE = TestBatches.FIRST_SEQUENCE + ENTRIES - 1;
    private static final int PAGE_BYTES = 4096;
    private static final int DENSE_BYTES = 600;

    private final TestBatches batches = new TestBatches(400);
    private SplittableRandom random;
    private Path file;
    private byte[] intact;
    private int usedBytes;

    @TempDir
    private Path folder;

    @BeforeEach
    void seed() {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        random = new SplittableRandom(seed);
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldReadAPrefixOfAFileThatWasCut(JournalStorage storage) throws IOException {
        write(storage);
        List<Integer> lengths = new ArrayList<>(List.of(0, 1, 3, 4, 5, 10, 100, PAGE_BYTES, usedBytes - 1, usedBytes));
        for (int cut = 1; cut <= PAGE_BYTES; cut += 1 + random.nextInt(16)) {
            lengths.add(usedBytes - cut);
        }
        for (int length : lengths) {
            Files.write(file, Arrays.copyOf(intact, length));
            ReadResult result = batches.read(storage, folder);
            assertFalse(result.isClean(), () -> "length=" + length);
            assertEquals(length, Files.size(file), "a reader changes nothing");
        }
        Files.write(file, Arrays.copyOf(intact, usedBytes));
        assertEquals("", batches.read(storage, folder, LAST_SEQUENCE).damage());
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldReadAPrefixWhenPagesAreZero(JournalStorage storage) throws IOException {
        write(storage);
        for (int page = 0; page < usedBytes; page += PAGE_BYTES) {
            int end = Math.min(page + PAGE_BYTES, intact.length);
            overwrite(page, new byte[end - page]);
            ReadResult result = batches.read(storage, folder);
            int start = page;
            assertTrue(result.entries() == ENTRIES || !result.isClean() || end >= usedBytes, () -> "page=" + start);
            assertReported(storage, page);
            restore(page, end - page);
        }
        for (int from = usedBytes - 1; from > 0; from -= 1 + random.nextInt(PAGE_BYTES)) {
            overwrite(from, new byte[usedBytes - from]);
            assertReported(storage, from);
        }
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldReadAPrefixWhenBitsFlip(JournalStorage storage) throws IOException {
        write(storage);
        for (int position = 0; position < usedBytes; position += step(position)) {
            byte flipped = (byte) (intact[position] ^ 1 << random.nextInt(Byte.SIZE));
            overwrite(position, new byte[] {flipped});
            assertShortenedOnlyAtTheEnd(storage, position);
            restore(position, 1);
        }
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldReadAPrefixWhenGarbageIsWritten(JournalStorage storage) throws IOException {
        write(storage);
        int[] words = {-1, 0, 0x7FFFFFFF, 0x3FFFFFFF, 0x40000000, 0xC0000000, 0x80000001, 1, 32, JournalFrame.MAGIC};
        for (int i = 0; i < 1_000; i++) {
            int position = 4 * random.nextInt(usedBytes / 4);
            int word = words[random.nextInt(words.length)];
            overwrite(
                    position,
                    ByteBuffer.allocate(4)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(word)
                            .array());
            assertShortenedOnlyAtTheEnd(storage, position);
            restore(position, 4);
        }
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldBeginANewGenerationBesideADamagedOne(JournalStorage storage) throws IOException {
        write(storage);
        overwrite(usedBytes - 4 * PAGE_BYTES, new byte[PAGE_BYTES]);
        ReadResult damaged = batches.read(storage, folder);
        assertFalse(damaged.isClean());
        Path next = folder.resolve("next");
        try (Journal journal = TestBatches.create(storage, next)) {
            batches.append(journal, 10);
        }
        assertEquals(10, batches.read(storage, next).entries());
        ReadResult again = batches.read(storage, folder, damaged.lastSequence());
        assertEquals(damaged.entries(), again.entries());
        assertTrue(again.isClean(), again.damage());
    }

    private void write(JournalStorage storage) throws IOException {
        try (Journal journal = TestBatches.create(storage, folder)) {
            batches.append(journal, ENTRIES);
        }
        ReadResult result = batches.read(storage, folder);
        assertEquals("", result.damage());
        assertEquals(ENTRIES, result.entries());
        file = TestBatches.entryFile(folder);
        intact = Files.readAllBytes(file);
        usedBytes = (int) result.positionBytes();
    }

    /** Every byte at the start and at the end, where all that is not payload can be found; samples between. */
    private int step(int position) {
        boolean dense = position < DENSE_BYTES || usedBytes - position < DENSE_BYTES;
        return dense ? 1 : 1 + random.nextInt(250);
    }

    private void assertShortenedOnlyAtTheEnd(JournalStorage storage, int position) {
        ReadResult result = batches.read(storage, folder);
        assertTrue(
                !result.isClean() || result.entries() >= ENTRIES - 1,
                () -> "not reported: position=" + position + " result=" + result);
        if (result.isClean()) {
            assertReported(storage, position);
        }
    }

    /** Who knows how many there were never takes less for clean. */
    private void assertReported(JournalStorage storage, int position) {
        ReadResult result = batches.read(storage, folder, LAST_SEQUENCE);
        assertEquals(result.entries() == ENTRIES, result.isClean(), () -> "position=" + position + " " + result);
    }

    private void overwrite(int position, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), position);
        }
    }

    private void restore(int position, int length) throws IOException {
        overwrite(position, Arrays.copyOfRange(intact, position, position + length));
    }
}
