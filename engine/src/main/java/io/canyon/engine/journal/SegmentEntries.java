package io.canyon.engine.journal;

import io.canyon.engine.files.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.BitUtil;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One file of frames, each at a multiple of the header's length, so that no header lies across two pages. A frame's
 * payload is written before its header: a kill between the two, or within one of them, leaves no frame. What was never
 * written reads as zeros and ends the file's frames.
 */
final class SegmentEntries implements EntryFile {
    static final String FILE = "entries.seg";
    static final int ALIGNMENT_BYTES = JournalFrame.HEADER_LENGTH_BYTES;

    /** A journal that begins with less would refuse soon. */
    private static final long FIRST_STEP_BYTES = 512 << 10;

    private static final int INITIAL_BUFFER_BYTES = 256 << 10;
    private static final int KEPT_BUFFER_BYTES = 4 << 20;

    private final int maxPayloadBytes;
    private final AllocatedFile file;
    private final ByteBuffer headerBytes = ByteBuffer.allocateDirect(JournalFrame.HEADER_LENGTH_BYTES);
    private final UnsafeBuffer target = new UnsafeBuffer(0, 0);
    private ByteBuffer payloadBytes;
    private long endOfFramesBytes;

    private SegmentEntries(JournalSettings settings, AllocatedFile file) {
        this.file = file;
        this.maxPayloadBytes = Math.min(
                JournalFrame.MAX_PAYLOAD_BYTES, settings.blockBytes() / 4 - 2 * JournalFrame.HEADER_LENGTH_BYTES);
        allocateBuffer(INITIAL_BUFFER_BYTES);
    }

    static SegmentEntries create(JournalSpec spec, JournalSettings settings) {
        Path path = spec.shardFolder().resolve(FILE);
        long lengthBytes = Math.max(settings.stepBytes(), FIRST_STEP_BYTES);
        AllocatedFile file = null;
        try {
            file = AllocatedFile.allocate(path, settings.minFreeBytes(), lengthBytes);
            file.forceWithMetadata();
            DurableFiles.forceFolder(spec.shardFolder());
            return new SegmentEntries(settings, file);
        } catch (IOException e) {
            CloseHelper.quietClose(file);
            throw new JournalException("journal cannot be created: folder=" + spec.shardFolder(), e);
        }
    }

    @Override
    public AllocatedFile file() {
        return file;
    }

    @Override
    public int maxPayloadBytes() {
        return maxPayloadBytes;
    }

    @Override
    public void close() {
        CloseHelper.close(file);
    }

    /** Behind the last frame stays room for the zeros that end the file. */
    @Override
    public long neededBytes(int payloadBytes) {
        return endOfFramesBytes + frameBytes(payloadBytes) + JournalFrame.HEADER_LENGTH_BYTES;
    }

    static long frameBytes(int payloadBytes) {
        return BitUtil.align((long) JournalFrame.HEADER_LENGTH_BYTES + payloadBytes, ALIGNMENT_BYTES);
    }

    @Override
    public void write(byte[] header, DirectBuffer payload, int offset, int lengthBytes) throws IOException {
        if (lengthBytes > payloadBytes.capacity()) {
            allocateBuffer(Integer.highestOneBit(lengthBytes - 1) << 1);
        }
        target.putBytes(0, payload, offset, lengthBytes);
        payloadBytes.limit(lengthBytes).position(0);
        file.write(payloadBytes, endOfFramesBytes + JournalFrame.HEADER_LENGTH_BYTES);
        headerBytes.clear().put(header).flip();
        file.write(headerBytes, endOfFramesBytes);
        endOfFramesBytes += frameBytes(lengthBytes);
        if (payloadBytes.capacity() > KEPT_BUFFER_BYTES) {
            allocateBuffer(INITIAL_BUFFER_BYTES);
        }
    }

    private void allocateBuffer(int capacityBytes) {
        payloadBytes = ByteBuffer.allocateDirect(capacityBytes);
        target.wrap(payloadBytes);
    }
}
