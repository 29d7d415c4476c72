package io.canyon.engine.journal;

import static io.canyon.engine.journal.JournalFrame.CRC_OFFSET;
import static io.canyon.engine.journal.JournalFrame.FLAGS_OFFSET;
import static io.canyon.engine.journal.JournalFrame.FORMAT_VERSION;
import static io.canyon.engine.journal.JournalFrame.FORMAT_VERSION_OFFSET;
import static io.canyon.engine.journal.JournalFrame.HEADER_LENGTH_BYTES;
import static io.canyon.engine.journal.JournalFrame.MAGIC;
import static io.canyon.engine.journal.JournalFrame.MAGIC_OFFSET;
import static io.canyon.engine.journal.JournalFrame.MAX_PAYLOAD_BYTES;
import static io.canyon.engine.journal.JournalFrame.PAYLOAD_LENGTH_OFFSET;
import static io.canyon.engine.journal.JournalFrame.RESERVED_OFFSET;
import static io.canyon.engine.journal.JournalFrame.SEQUENCE_OFFSET;
import static io.canyon.engine.journal.JournalFrame.SHARD_INDEX_OFFSET;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** Checks frames and hands out their payloads. */
final class FrameDecoder {
    private static final int INITIAL_PAYLOAD_BYTES = 64 << 10;

    private final int shardIndex;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer payloadBytes = allocate(INITIAL_PAYLOAD_BYTES);
    private final UnsafeBuffer payload = new UnsafeBuffer(payloadBytes);

    FrameDecoder(int shardIndex) {
        this.shardIndex = shardIndex;
    }

    /** What is wrong with the header of the frame at {@code index}, without a look at the CRC; empty if nothing is. */
    String headerDamage(ByteBuffer bytes, int index) {
        if (bytes.getInt(index + MAGIC_OFFSET) != MAGIC) {
            return "no frame";
        }
        if (bytes.getShort(index + FORMAT_VERSION_OFFSET) != FORMAT_VERSION) {
            return "unknown format version";
        }
        if (bytes.getShort(index + FLAGS_OFFSET) != 0 || bytes.getInt(index + RESERVED_OFFSET) != 0) {
            return "unknown flags";
        }
        int length = payloadLength(bytes, index);
        if (length < 0 || length > MAX_PAYLOAD_BYTES) {
            return "payload length out of range";
        }
        return bytes.getInt(index + SHARD_INDEX_OFFSET) == shardIndex ? "" : "another shard's frame";
    }

    int payloadLength(ByteBuffer bytes, int index) {
        return bytes.getInt(index + PAYLOAD_LENGTH_OFFSET);
    }

    long sequence(ByteBuffer bytes, int index) {
        return bytes.getLong(index + SEQUENCE_OFFSET);
    }

    /** True if the whole frame, whose header is in order, is what was written. */
    boolean isIntact(ByteBuffer bytes, int index) {
        crc.reset();
        update(bytes, index, CRC_OFFSET);
        int rest = HEADER_LENGTH_BYTES - SEQUENCE_OFFSET + payloadLength(bytes, index);
        update(bytes, index + SEQUENCE_OFFSET, rest);
        return bytes.getInt(index + CRC_OFFSET) == (int) crc.getValue();
    }

    /** The payload of an intact frame in a buffer of our own, where it is aligned. */
    UnsafeBuffer payload(ByteBuffer bytes, int index) {
        int length = payloadLength(bytes, index);
        if (length > payloadBytes.capacity()) {
            payloadBytes = allocate(Integer.highestOneBit(length - 1) << 1);
            payload.wrap(payloadBytes);
        }
        payload.putBytes(0, bytes, index + HEADER_LENGTH_BYTES, length);
        return payload;
    }

    private void update(ByteBuffer bytes, int index, int length) {
        bytes.limit(index + length).position(index);
        crc.update(bytes);
        bytes.clear();
    }

    private static ByteBuffer allocate(int capacityBytes) {
        return BufferUtil.allocateDirectAligned(capacityBytes, Long.BYTES);
    }
}
