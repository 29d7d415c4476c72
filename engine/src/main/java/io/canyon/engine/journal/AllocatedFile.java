package io.canyon.engine.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.posix.OpenFlag;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.PosixRuntimeException;

/**
 * A file whose blocks are on disk before anybody maps and touches them: touching a page of a hole on a full disk ends
 * in a fault instead of an exception. Grows only; one thread.
 */
final class AllocatedFile implements AutoCloseable {
    private static final int ZEROS_BYTES = 64 << 10;
    private static final int FILE_MODE = 0644;

    private final Path path;
    private final FileChannel channel;
    private final FileStore store;
    private final long minFreeBytes;
    private long allocatedBytes;
    private boolean zeroFilling;

    private AllocatedFile(Path path, FileChannel channel, FileStore store, long minFreeBytes) {
        this.path = path;
        this.channel = channel;
        this.store = store;
        this.minFreeBytes = minFreeBytes;
    }

    /** Creates an empty file; fails if there is one. */
    static AllocatedFile create(Path path, long minFreeBytes) throws IOException {
        FileStore store = Files.getFileStore(path.getParent());
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new AllocatedFile(path, channel, store, minFreeBytes);
    }

    /** Creates a file with its first {@code lengthBytes}. */
    static AllocatedFile allocate(Path path, long minFreeBytes, long lengthBytes) throws IOException {
        AllocatedFile file = create(path, minFreeBytes);
        if (!file.extendTo(lengthBytes)) {
            file.close();
            Files.delete(path);
            throw new JournalException("no room for a journal: file=" + path + " neededBytes=" + lengthBytes);
        }
        return file;
    }

    long allocatedBytes() {
        return allocatedBytes;
    }

    /**
     * Allocates everything before {@code endBytes}; what is new reads as zeros. Nobody may have written at or behind
     * {@link #allocatedBytes}.
     *
     * @return false if there is no room
     */
    boolean extendTo(long endBytes) throws IOException {
        if (endBytes <= allocatedBytes) {
            return true;
        }
        if (store.getUsableSpace() - (endBytes - allocatedBytes) < minFreeBytes) {
            return false;
        }
        if (!zeroFilling && !fallocate(endBytes)) {
            // A native library that is missing, or does nothing, shows on the first, empty file.
            if (allocatedBytes > 0) {
                return false;
            }
            zeroFilling = true;
        }
        if (zeroFilling && !fillWithZeros(endBytes)) {
            return false;
        }
        allocatedBytes = endBytes;
        return true;
    }

    /** Writes all that remains of {@code bytes}, within what is allocated. */
    void write(ByteBuffer bytes, long position) throws IOException {
        long next = position;
        while (bytes.hasRemaining()) {
            next += channel.write(bytes, next);
        }
    }

    void force() throws IOException {
        channel.force(false);
    }

    void forceWithMetadata() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private boolean fallocate(long endBytes) throws IOException {
        PosixAPI posix = PosixAPI.posix();
        int descriptor = open(posix);
        if (descriptor < 0) {
            return false;
        }
        try {
            return posix.fallocate(descriptor, 0, allocatedBytes, endBytes - allocatedBytes) == 0
                    && channel.size() >= endBytes;
        } finally {
            posix.close(descriptor);
        }
    }

    private int open(PosixAPI posix) {
        try {
            return posix.open(path.toString(), OpenFlag.O_RDWR, FILE_MODE);
        } catch (PosixRuntimeException | LinkageError noNativeLibrary) {
            return -1;
        }
    }

    private boolean fillWithZeros(long endBytes) {
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
        try {
            long position = allocatedBytes;
            while (position < endBytes) {
                zeros.clear().limit((int) Math.min(ZEROS_BYTES, endBytes - position));
                position += channel.write(zeros, position);
            }
            return true;
        } catch (IOException noRoom) {
            // Java does not tell a full disk from other reasons; all of them mean that there is no room here.
            return false;
        }
    }
}
