package io.canyon.engine.gateway;

import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Frames that have come and may not be worked off yet, in order. */
final class WaitingFrames {
    /** What a frame costs beside its text, so that empty ones are bounded, too. */
    private static final int FRAME_BYTES = 64;

    private final ArrayDeque<UnsafeBuffer> frames = new ArrayDeque<>();
    private int heldBytes;

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** What all of them cost. */
    int heldBytes() {
        return heldBytes;
    }

    /** What a frame of that length costs. */
    static int costBytes(int lengthBytes) {
        return FRAME_BYTES + lengthBytes;
    }

    /** Adds a copy. */
    void add(DirectBuffer frame, int offset, int length) {
        frames.add(copy(frame, offset, length));
        heldBytes += costBytes(length);
    }

    /** Adds a copy before all others. */
    void addFirst(DirectBuffer frame, int offset, int length) {
        frames.addFirst(copy(frame, offset, length));
        heldBytes += costBytes(length);
    }

    /** The first, which fills its buffer; it stays. */
    UnsafeBuffer peek() {
        return frames.peek();
    }

    UnsafeBuffer remove() {
        UnsafeBuffer frame = frames.remove();
        heldBytes -= costBytes(frame.capacity());
        return frame;
    }

    void clear() {
        frames.clear();
        heldBytes = 0;
    }

    private static UnsafeBuffer copy(DirectBuffer source, int offset, int length) {
        UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, source, offset, length);
        return copy;
    }
}
