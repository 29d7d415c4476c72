package io.canyon.engine.room;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Where a room's outputs go. An output is encoded in place: {@link #begin} gives the offset, {@link #end} takes it.
 * Called on the shard's thread; what was ended leaves the shard only after the batch is in the journal.
 */
public interface RoomOutput {
    /** The buffer that outputs are encoded in; it grows by itself. */
    MutableDirectBuffer buffer();

    /** Offset at which the next {@link Output} starts. */
    int begin();

    /**
     * Takes the output that was encoded at the last {@link #begin}.
     *
     * @param ioThreads bit n is set when I/O thread n is to get it
     */
    void end(long ioThreads, int lengthBytes);

    /** Takes an output that was encoded elsewhere, fills its buffer, and does not change any more. */
    default void shared(long ioThreads, DirectBuffer output) {
        buffer().putBytes(begin(), output, 0, output.capacity());
        end(ioThreads, output.capacity());
    }
}
