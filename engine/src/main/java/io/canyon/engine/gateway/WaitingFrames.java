package io.canyon.engine.gateway;

import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Frames that have come and may not be worked off yet, in order. */
final class WaitingFrames {
    private final ArrayDeque<UnsafeBuffer> frames = new ArrayDeque<>();
    private int lengthBytes;

    boolean isEmpty() {
        return frames.isEmpty();
    }

    int lengthBytes() {
        return lengthBytes;
    }

    /** Adds a copy. */
    void add(DirectBuffer frame, int offset, int length) {
        frames.add(copy(frame, offset, length));
        lengthBytes += length;
    }

    /** Adds a copy before all others. */
    void addFirst(DirectBuffer frame, int offset, int length) {
        frames.addFirst(copy(frame, offset, length));
        lengthBytes += length;
    }

    /** The first, which fills its buffer; it stays. */
    UnsafeBuffer peek() {
        return frames.peek();
    }

    UnsafeBuffer remove() {
        UnsafeBuffer frame = frames.remove();
        lengthBytes -= frame.capacity();
        return frame;
    }

    void clear() {
        frames.clear();
        lengthBytes = 0;
    }

    private static UnsafeBuffer copy(DirectBuffer source, int offset, int length) {
        UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, source, offset, length);
        return copy;
    }
}
