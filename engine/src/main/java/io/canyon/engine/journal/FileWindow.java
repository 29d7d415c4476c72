package io.canyon.engine.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** The part of a file that is being read. Reads, never maps: a mapped file that is cut short kills the process. */
final class FileWindow {
    private static final int INITIAL_BYTES = 256 << 10;

    private final FileChannel channel;
    private final long sizeBytes;
    private ByteBuffer bytes = allocate(INITIAL_BYTES);
    private long startBytes;
    private int lengthBytes;

    FileWindow(FileChannel channel) throws IOException {
        this.channel = channel;
        this.sizeBytes = channel.size();
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** Little endian; absolute access at {@link #indexOf} only. Valid until the next {@link #load}. */
    ByteBuffer bytes() {
        return bytes;
    }

    int indexOf(long position) {
        return (int) (position - startBytes);
    }

    /** Moves so that the range can be read; false if the file ends before the range does. */
    boolean load(long position, int length) throws IOException {
        if (position >= startBytes && position + length <= startBytes + lengthBytes) {
            return true;
        }
        if (position + length > sizeBytes) {
            return false;
        }
        if (length > bytes.capacity()) {
            bytes = allocate(Integer.highestOneBit(length - 1) << 1);
        }
        bytes.clear();
        startBytes = position;
        int read = 0;
        while (read >= 0 && bytes.hasRemaining()) {
            read = channel.read(bytes, position + bytes.position());
        }
        lengthBytes = bytes.position();
        bytes.clear();
        return length <= lengthBytes;
    }

    private static ByteBuffer allocate(int capacityBytes) {
        return ByteBuffer.allocateDirect(capacityBytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
