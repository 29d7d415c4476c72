package io.canyon.engine.shard;

import io.canyon.engine.room.RoomOutput;
import java.util.ArrayList;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Outputs of the batch at hand, which nobody sees before {@link #release}. A staged output is i64 I/O threads, i32
 * length, i32 number of a shared output or 0, then the output unless it is shared, aligned to eight bytes.
 */
final class StagedOutputs implements RoomOutput {
    private static final int THREADS = 0;
    private static final int LENGTH = 8;
    private static final int SHARED = 12;
    private static final int HEADER_BYTES = 16;
    private static final int KEPT_BYTES = 4 << 20;

    private ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64 * 1024);
    private final ArrayList<DirectBuffer> shared = new ArrayList<>();
    private int end;

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public int begin() {
        return end + HEADER_BYTES;
    }

    @Override
    public void end(long ioThreads, int lengthBytes) {
        buffer.putLong(end + THREADS, ioThreads);
        buffer.putInt(end + LENGTH, lengthBytes);
        buffer.putInt(end + SHARED, 0);
        end = end + HEADER_BYTES + lengthBytes + 7 & ~7;
    }

    @Override
    public void shared(long ioThreads, DirectBuffer output) {
        shared.add(output);
        buffer.putLong(end + THREADS, ioThreads);
        buffer.putInt(end + LENGTH, 0);
        buffer.putInt(end + SHARED, shared.size());
        end += HEADER_BYTES;
    }

    int lengthBytes() {
        return end;
    }

    /** Writes everything to the outboxes, in order, and forgets it; returns how many found no room at once. */
    int release(IoThreads ioThreads, int shard) {
        int waiting = 0;
        for (int at = 0; at < end; ) {
            int length = buffer.getInt(at + LENGTH);
            int number = buffer.getInt(at + SHARED);
            for (long rest = buffer.getLong(at + THREADS); rest != 0; rest &= rest - 1) {
                Outbox outbox = ioThreads.get(Long.numberOfTrailingZeros(rest)).outbox(shard);
                boolean isThere = number == 0
                        ? outbox.write(buffer, at + HEADER_BYTES, length)
                        : outbox.writeShared(shared.get(number - 1));
                if (!isThere) {
                    waiting++;
                }
            }
            at = at + HEADER_BYTES + length + 7 & ~7;
        }
        shared.clear();
        end = 0;
        if (buffer.capacity() > KEPT_BYTES) {
            buffer = new ExpandableArrayBuffer(64 * 1024);
        }
        return waiting;
    }
}
