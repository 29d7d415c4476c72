package io.canyon.aeron;

import io.aeron.CncFileDescriptor;
import io.aeron.CommonContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;

/** Where a media driver of our own keeps its files. */
final class DriverFolder {
    private static final AtomicInteger UNNAMED = new AtomicInteger();

    private DriverFolder() {}

    /** One that clients can name: of the user and the port, where Aeron has its own by default. */
    static Path byDefault(int port) {
        Path parent =
                Path.of(CommonContext.AERON_DIR_PROP_DEFAULT).toAbsolutePath().getParent();
        String name =
                port > 0 ? Integer.toString(port) : ProcessHandle.current().pid() + "-" + UNNAMED.incrementAndGet();
        return parent.resolve("canyon-aeron-" + System.getProperty("user.name") + "-" + name);
    }

    /**
     * Removes what a driver has left whose process was killed: it looks alive for as long as a driver may pause. One
     * whose process runs, ours included, is left alone.
     */
    static void removeIfDead(Path folder) {
        Path file = folder.resolve(CncFileDescriptor.CNC_FILE);
        if (!Files.isRegularFile(file)) {
            return;
        }
        if (isDead(file)) {
            IoUtil.delete(folder.toFile(), false);
        }
    }

    /** Whoever may open these files reads and writes what services say: nobody but this user. */
    static void close(Path folder) {
        try {
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of the media driver cannot be closed to others: " + folder, e);
        }
    }

    private static boolean isDead(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < CncFileDescriptor.END_OF_METADATA_OFFSET) {
                return false;
            }
            MappedByteBuffer bytes =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, CncFileDescriptor.END_OF_METADATA_OFFSET);
            try {
                DirectBuffer metadata = CncFileDescriptor.createMetaDataBuffer(bytes);
                return isDead(CncFileDescriptor.pid(metadata), CncFileDescriptor.startTimestampMs(metadata));
            } finally {
                BufferUtil.free(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of the media driver cannot be read: " + file, e);
        }
    }

    private static boolean isDead(long pid, long startMs) {
        if (pid == ProcessHandle.current().pid()) {
            // In a container, the process before had our number.
            return startMs < ManagementFactory.getRuntimeMXBean().getStartTime();
        }
        return pid > 0 && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
    }
}
