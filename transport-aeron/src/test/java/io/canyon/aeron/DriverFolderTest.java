package io.canyon.aeron;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aeron.CncFileDescriptor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverFolderTest {
    private static final long NOBODY = Long.MAX_VALUE;

    private final long self = ProcessHandle.current().pid();
    private final long startMs = ManagementFactory.getRuntimeMXBean().getStartTime();

    @TempDir
    private Path folder;

    @Test
    void shouldLeaveWhatADriverUses() throws IOException {
        assertEquals(true, isLeft(self, startMs));
        assertEquals(true, isLeft(ProcessHandle.current().parent().orElseThrow().pid(), 1));
    }

    @Test
    void shouldRemoveWhatADeadProcessHasLeft() throws IOException {
        assertEquals(false, isLeft(NOBODY, startMs));
    }

    /** As in a container, whose processes have the same numbers each time. */
    @Test
    void shouldRemoveWhatAProcessOfTheSameNumberHasLeft() throws IOException {
        assertEquals(false, isLeft(self, startMs - 1));
    }

    @Test
    void shouldLeaveWhatIsNoDriversAndWhatIsNotThere() throws IOException {
        DriverFolder.removeIfDead(folder.resolve("nowhere"));
        Path file = Files.write(folder.resolve(CncFileDescriptor.CNC_FILE), new byte[10]);
        DriverFolder.removeIfDead(folder);
        assertEquals(true, Files.exists(file));
    }

    private boolean isLeft(long pid, long startedMs) throws IOException {
        Path driver = Files.createDirectories(folder.resolve("driver"));
        ByteBuffer file = ByteBuffer.allocate(CncFileDescriptor.END_OF_METADATA_OFFSET);
        UnsafeBuffer metadata = CncFileDescriptor.createMetaDataBuffer(file);
        CncFileDescriptor.fillMetaData(metadata, 1024, 1024, 1024, 1024, 1_000, 1024, startedMs, pid, 4096);
        Files.write(driver.resolve(CncFileDescriptor.CNC_FILE), file.array());
        DriverFolder.removeIfDead(driver);
        return Files.exists(driver);
    }
}
