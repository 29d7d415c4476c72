package io.canyon.engine.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/** Builds frame headers. One thread; allocates only when a payload comes in another byte buffer than the last one. */
final class FrameEncoder {
    private final int shardIndex;
    private final ByteBuffer header =
            ByteBuffer.allocate(JournalFrame.HEADER_LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private final byte[] scratch = new byte[4096];
    private ByteBuffer lastBuffer;
    private ByteBuffer lastView;

    FrameEncoder(int shardIndex) {
        this.shardIndex = shardIndex;
    }

    /** The header of a frame around these bytes, valid until the next call. */
    byte[] encode(long sequence, DirectBuffer payload, int offset, int lengthBytes) {
        header.putInt(JournalFrame.MAGIC_OFFSET, JournalFrame.MAGIC);
        header.putShort(JournalFrame.FORMAT_VERSION_OFFSET, JournalFrame.FORMAT_VERSION);
        header.putInt(JournalFrame.PAYLOAD_LENGTH_OFFSET, lengthBytes);
        header.putLong(JournalFrame.SEQUENCE_OFFSET, sequence);
        header.putInt(JournalFrame.SHARD_INDEX_OFFSET, shardIndex);
        crc.reset();
        byte[] bytes = header.array();
        crc.update(bytes, 0, JournalFrame.CRC_OFFSET);
        crc.update(
                bytes, JournalFrame.SEQUENCE_OFFSET, JournalFrame.HEADER_LENGTH_BYTES - JournalFrame.SEQUENCE_OFFSET);
        updateWith(payload, offset, lengthBytes);
        header.putInt(JournalFrame.CRC_OFFSET, (int) crc.getValue());
        return bytes;
    }

    private void updateWith(DirectBuffer payload, int offset, int lengthBytes) {
        if (payload.byteArray() != null) {
            crc.update(payload.byteArray(), payload.wrapAdjustment() + offset, lengthBytes);
        } else if (payload.byteBuffer() != null) {
            ByteBuffer view = viewOf(payload.byteBuffer());
            int start = payload.wrapAdjustment() + offset;
            view.limit(start + lengthBytes).position(start);
            crc.update(view);
        } else {
            updateThroughScratch(payload, offset, lengthBytes);
        }
    }

    /** A view of our own, so that the caller's position and limit stay as they are. */
    private ByteBuffer viewOf(ByteBuffer buffer) {
        if (buffer != lastBuffer) {
            lastBuffer = buffer;
            lastView = buffer.duplicate();
        }
        return lastView.clear();
    }

    private void updateThroughScratch(DirectBuffer payload, int offset, int lengthBytes) {
        for (int done = 0; done < lengthBytes; done += scratch.length) {
            int part = Math.min(scratch.length, lengthBytes - done);
            payload.getBytes(offset + done, scratch, 0, part);
            crc.update(scratch, 0, part);
        }
    }
}
