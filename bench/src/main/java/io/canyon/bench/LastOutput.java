package io.canyon.bench;

import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.room.RoomOutput;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** Keeps the outputs of one command. */
final class LastOutput implements RoomOutput {
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64 * 1024);
    private final Output view = new Output();
    private int lengthBytes;

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public int begin() {
        return lengthBytes;
    }

    @Override
    public void end(long ioThreads, int length) {
        lengthBytes = alignedEnd(lengthBytes, length);
    }

    void clear() {
        lengthBytes = 0;
    }

    int lengthBytes() {
        return lengthBytes;
    }

    /** Where the first output of that type stands. */
    int offsetOf(OutputType type) {
        for (int at = 0; at < lengthBytes; at = alignedEnd(at, view.lengthBytes())) {
            if (view.wrap(buffer, at).type() == type) {
                return at;
            }
        }
        throw new IllegalStateException("no output: " + type);
    }

    private static int alignedEnd(int offset, int length) {
        return offset + length + 7 & ~7;
    }
}
