package io.canyon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.internal.PosixAPIHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A full disk refuses; it neither throws nor damages. */
@Timeout(300)
class JournalDiskFullTest {
    private static final String STORAGES = "io.canyon.engine.journal.TestBatches#storages";

    private final TestBatches batches = new TestBatches(20_000);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldRefuseUntilThereIsRoomAgain(JournalStorage storage) throws Exception {
        try (Tmpfs disk = Tmpfs.mount(folder.resolve("disk"), 12)) {
            Path shard = disk.path().resolve("shard");
            try (Journal journal = TestBatches.create(storage, shard)) {
                for (int round = 0; round < 8; round++) {
                    disk.fillUpTo(300_000);
                    long appended = journal.nextSequence();
                    while (batches.append(journal)) {
                        appended++;
                    }
                    disk.fillUpTo(0);
                    assertEquals(appended, journal.nextSequence());
                    assertFalse(journal.reserve(journal.maxPayloadBytes()));
                    assertEquals(appended - 1, batches.read(storage, shard).lastSequence());
                    disk.empty();
                    assertTrue(batches.append(journal), "round " + round);
                }
            }
            assertEquals("", batches.read(storage, shard).damage());
        }
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldAppendWhatWasReservedOnADiskThatIsFullNow(JournalStorage storage) throws Exception {
        TestBatches large = new TestBatches(200_000);
        try (Tmpfs disk = Tmpfs.mount(folder.resolve("disk"), 16)) {
            Path shard = disk.path().resolve("shard");
            try (Journal journal = TestBatches.create(storage, shard)) {
                for (int i = 0; i < 60; i++) {
                    int length = large.batch(journal.nextSequence()).capacity();
                    assertTrue(journal.reserve(length));
                    disk.fillUpTo(0);
                    assertTrue(large.append(journal));
                    journal.force();
                    disk.empty();
                }
            }
            assertEquals(60, large.read(storage, shard).entries());
        }
    }

    @Test
    void shouldHaveRoomForIndexes() throws Exception {
        // More entries than one index block of the queue can hold, in steps between which the disk is full.
        JournalStorage storage = new ChronicleStorage(new JournalSettings(1 << 20, 8 << 20, 0, 0));
        TestBatches tiny = new TestBatches(1);
        int count = 1_100_000;
        try (Tmpfs disk = Tmpfs.mount(folder.resolve("disk"), 96)) {
            Path shard = disk.path().resolve("shard");
            try (Journal journal = TestBatches.create(storage, shard)) {
                for (int i = 0; i < count; i++) {
                    if (!tiny.append(journal)) {
                        disk.empty();
                        assertTrue(tiny.append(journal));
                        disk.fillUpTo(0);
                    }
                    if (i == 0) {
                        disk.fillUpTo(0);
                    }
                }
            }
            assertEquals(count, tiny.read(storage, shard).entries());
        }
    }

    @ParameterizedTest
    @MethodSource(STORAGES)
    void shouldNotBeCreatedOnAFullDisk(JournalStorage storage) throws Exception {
        try (Tmpfs disk = Tmpfs.mount(folder.resolve("disk"), 2)) {
            Path shard = disk.path().resolve("shard");
            // Pages of the one that was refused last may come free a moment later than its close.
            for (int freeBytes = 0; freeBytes < 380_000; freeBytes += 40_000) {
                Files.createDirectory(shard);
                disk.fillUpTo(freeBytes);
                JournalException refused =
                        assertThrows(JournalException.class, () -> TestBatches.create(storage, shard));
                assertTrue(refused.getMessage().startsWith("no room for a journal"), refused.getMessage());
                disk.empty();
                DurableFiles.deleteRecursively(shard);
            }
            try (Journal journal = TestBatches.create(storage, shard)) {
                disk.fillUpTo(0);
                assertTrue(journal.reserve(1_000));
                assertTrue(new TestBatches(1_000).append(journal));
            }
        }
    }

    @Test
    void shouldLeaveOthersTheirSpace() throws Exception {
        JournalStorage storage = new ChronicleStorage(new JournalSettings(1 << 20, 64 << 10, 4 << 20, 0));
        try (Tmpfs disk = Tmpfs.mount(folder.resolve("disk"), 8)) {
            Path shard = disk.path().resolve("shard");
            try (Journal journal = TestBatches.create(storage, shard)) {
                while (batches.append(journal)) {
                    assertTrue(disk.usableBytes() >= 4 << 20);
                }
            }
            assertTrue(disk.usableBytes() < (4 << 20) + (128 << 10), "refused too early");
        }
    }

    @Test
    void shouldNotAskTheDiskForEveryBatch() throws Exception {
        long retryNs = 3_600_000_000_000L;
        JournalStorage storage = new ChronicleStorage(new JournalSettings(1 << 20, 64 << 10, 0, retryNs));
        try (Tmpfs disk = Tmpfs.mount(folder.resolve("disk"), 8)) {
            try (Journal journal = TestBatches.create(storage, disk.path().resolve("shard"))) {
                disk.fillUpTo(0);
                int max = journal.maxPayloadBytes();
                assertFalse(journal.reserve(max));
                disk.empty();
                assertFalse(journal.reserve(max), "asked again within the hour");
                assertTrue(journal.reserve(10), "there was room for it all the time");
            }
        }
    }

    @Test
    void shouldAllocateWithoutTheNativeLibrary() throws IOException {
        PosixAPI real = PosixAPI.posix();
        try {
            PosixAPI.useNoOpPosixApi();
            Path path = folder.resolve("file");
            try (AllocatedFile file = AllocatedFile.create(path, 0)) {
                assertTrue(file.extendTo(100_000));
                assertTrue(file.extendTo(300_001));
                assertEquals(300_001, file.allocatedBytes());
            }
            assertEquals(300_001, Files.size(path));
        } finally {
            PosixAPIHolder.POSIX_API = real;
        }
    }
}
