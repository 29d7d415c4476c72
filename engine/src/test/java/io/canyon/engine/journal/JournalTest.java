package io.canyon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every journal does. */
class JournalTest {
    private static final String STORAGES = "io.canyon.engine.journal.TestBatches#storages";
    private static final long LAST_SEQUENCE_OF_TEN = TestBatches.FIRST_SEQUENCE + 9;

    private final TestBatches batches = new TestBatches(5_000);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldReadWhatWasAppended(JournalStorage storage) throws IOException {
        int count = 2_000;
        long bytes = 0;
        try (Journal journal = TestBatches.create(storage, folder)) {
            for (int i = 0; i < count; i++) {
                bytes += JournalFrame.HEADER_LENGTH_BYTES
                        + batches.batch(journal.nextSequence()).capacity();
                assertTrue(batches.append(journal));
            }
            journal.force();
            assertEquals(TestBatches.FIRST_SEQUENCE + count, journal.nextSequence());
            assertEquals(bytes, journal.bytesWritten());
            assertEquals(count, batches.read(storage, folder).entries(), "while it is open");
        }
        ReadResult result = batches.read(storage, folder);
        assertEquals("", result.damage());
        assertEquals(count, result.entries());
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldReadEmptyJournals(JournalStorage storage) throws IOException {
        TestBatches.create(storage, folder.resolve("created")).close();
        long none = TestBatches.FIRST_SEQUENCE - 1;
        for (String name : new String[] {"created", "missing"}) {
            assertEquals(new ReadResult(0, none, "", 0), batches.read(storage, folder.resolve(name)));
            assertEquals("", batches.read(storage, folder.resolve(name), none).damage());
            assertTrue(!batches.read(storage, folder.resolve(name), none + 1).isClean(), name);
        }
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldTakeEveryKindOfBuffer(JournalStorage storage) throws IOException {
        try (Journal journal = TestBatches.create(storage, folder)) {
            for (int kind = 0; kind < 4; kind++) {
                UnsafeBuffer batch = batches.batch(journal.nextSequence());
                int length = batch.capacity();
                ByteBuffer direct = ByteBuffer.allocateDirect(length + 24);
                UnsafeBuffer buffer = switch (kind) {
                    case 0 -> new UnsafeBuffer(new byte[length + 24], 8, length + 16);
                    case 1 -> new UnsafeBuffer(direct, 8, length + 16);
                    case 2 -> new UnsafeBuffer(ByteBuffer.allocate(length + 24), 8, length + 16);
                    default -> new UnsafeBuffer(new UnsafeBuffer(direct).addressOffset(), length + 24);
                };
                buffer.putBytes(8, batch, 0, length);
                assertTrue(journal.reserve(length));
                journal.append(buffer, 8, length);
                assertEquals(0, direct.position());
                assertEquals(direct.capacity(), direct.limit());
            }
        }
        assertEquals(4, batches.read(storage, folder).entries());
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldTakeTheLongestPayloadAnywhere(JournalStorage storage) throws IOException {
        byte[] first;
        try (Journal journal = TestBatches.create(storage, folder)) {
            int max = journal.maxPayloadBytes();
            first = new byte[max];
            first[max - 1] = 42;
            UnsafeBuffer longest = new UnsafeBuffer(first);
            for (int length = max, i = 0; i < 40; i++, length = i % 3 == 0 ? 4_097 * i : max) {
                assertTrue(journal.reserve(length));
                journal.append(longest, max - length, length);
            }
            assertThrows(IllegalArgumentException.class, () -> journal.reserve(max + 1));
            assertThrows(IllegalArgumentException.class, () -> journal.reserve(-1));
        }
        ReadResult result = storage.read(
                folder,
                TestBatches.range(ReadRange.TO_THE_END),
                (sequence, payload, offset, length) -> assertEquals(42, payload.getByte(offset + length - 1)));
        assertEquals(40, result.entries());
        assertEquals("", result.damage());
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldRefuseAppendsWithoutReservation(JournalStorage storage) throws IOException {
        try (Journal journal = TestBatches.create(storage, folder)) {
            int max = journal.maxPayloadBytes();
            UnsafeBuffer longest = new UnsafeBuffer(new byte[max]);
            assertThrows(IllegalStateException.class, () -> journal.append(longest, 0, max));
            assertThrows(IndexOutOfBoundsException.class, () -> journal.append(longest, 1, max));
            assertEquals(TestBatches.FIRST_SEQUENCE, journal.nextSequence());
            batches.append(journal, 10);
        }
        assertEquals(10, batches.read(storage, folder).entries());
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldStopBehindTheLastSequence(JournalStorage storage) throws IOException {
        try (Journal journal = TestBatches.create(storage, folder)) {
            batches.append(journal, 20);
        }
        ReadResult result = batches.read(storage, folder, LAST_SEQUENCE_OF_TEN);
        assertEquals(10, result.entries());
        assertEquals("", result.damage());
        assertEquals(
                0, batches.read(storage, folder, TestBatches.FIRST_SEQUENCE - 1).entries());
        ReadResult tooFew = batches.read(storage, folder, LAST_SEQUENCE_OF_TEN + 11);
        assertEquals(20, tooFew.entries());
        assertEquals("entries are missing at the end", tooFew.damage());
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldRefuseAnotherJournal(JournalStorage storage) throws IOException {
        try (Journal journal = TestBatches.create(storage, folder)) {
            batches.append(journal, 10);
        }
        ReadRange otherShard = new ReadRange(4, TestBatches.FIRST_SEQUENCE, ReadRange.TO_THE_END);
        ReadResult result = storage.read(folder, otherShard, JournalTest::fail);
        assertEquals("another shard's frame", result.damage());
        assertEquals(TestBatches.FIRST_SEQUENCE - 1, result.lastSequence());
        ReadRange otherStart = new ReadRange(TestBatches.SHARD, 101, ReadRange.TO_THE_END);
        assertEquals(
                "sequence is not contiguous",
                storage.read(folder, otherStart, JournalTest::fail).damage());
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldNotBeOpenedTwice(JournalStorage storage) throws IOException {
        try (Journal journal = TestBatches.create(storage, folder)) {
            batches.append(journal, 10);
        }
        assertThrows(
                JournalException.class,
                () -> TestBatches.create(storage, folder).close());
        assertEquals(10, batches.read(storage, folder).entries());
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldServeAnotherThreadThanItsCreators(JournalStorage storage) throws IOException {
        try (Journal journal = TestBatches.create(storage, folder)) {
            CompletableFuture.runAsync(() -> batches.append(journal, 600)).join();
        }
        assertEquals(600, batches.read(storage, folder).entries());
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldNotAllocatePerAppend(JournalStorage storage) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        int count = 20_000;
        UnsafeBuffer batch = new UnsafeBuffer(ByteBuffer.allocateDirect(100));
        try (Journal journal = TestBatches.create(storage, folder)) {
            long before = 0;
            for (int i = 0; i < 2 * count; i++) {
                if (i == count) {
                    before = threads.getThreadAllocatedBytes(id);
                }
                assertTrue(journal.reserve(100));
                journal.append(batch, 0, 100);
            }
            double perAppend = (threads.getThreadAllocatedBytes(id) - before) / (double) count;
            // A few hundred bytes for every step of 64 KiB, nothing else.
            assertTrue(perAppend < 4, "bytes allocated per append: " + perAppend);
        }
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldStayFailedWithoutAHalfEntry(JournalStorage storage) throws IOException {
        UnsafeBuffer batch = batches.batch(TestBatches.FIRST_SEQUENCE + 10);
        try (Journal journal = TestBatches.create(storage, folder)) {
            batches.append(journal, 10);
            assertTrue(journal.reserve(batch.capacity()));
            DirectBuffer broken = failingWhenCopied(batch);
            JournalException failure =
                    assertThrows(JournalException.class, () -> journal.append(broken, 0, batch.capacity()));
            assertEquals("append failed: sequence=110", failure.getMessage());
            assertThrows(JournalException.class, () -> journal.append(batch, 0, batch.capacity()));
            assertThrows(JournalException.class, journal::force);
            assertEquals(TestBatches.FIRST_SEQUENCE + 10, journal.nextSequence());
        }
        ReadResult result = batches.read(storage, folder);
        assertEquals(10, result.entries());
        assertEquals("", result.damage());
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldFailWhenUsedAfterItsClose(JournalStorage storage) throws IOException {
        Journal journal = TestBatches.create(storage, folder);
        batches.append(journal, 10);
        journal.close();
        assertThrows(JournalException.class, () -> journal.append(batches.batch(1), 0, 1));
        assertThrows(JournalException.class, journal::force);
        assertEquals(10, batches.read(storage, folder).entries());
    }

    /** A buffer whose bytes can be looked at, but not be copied. */
    private static DirectBuffer failingWhenCopied(DirectBuffer buffer) {
        return (DirectBuffer) Proxy.newProxyInstance(
                JournalTest.class.getClassLoader(), new Class<?>[] {DirectBuffer.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("addressOffset")) {
                        throw new IllegalStateException("broken");
                    }
                    return method.invoke(buffer, arguments);
                });
    }

    private static void fail(long sequence, DirectBuffer payload, int offset, int lengthBytes) {
        throw new AssertionError("handed out: sequence=" + sequence);
    }
}
