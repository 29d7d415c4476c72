package io.canyon.aeron.server;

import io.canyon.engine.spi.FrameFactory;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;

/**
 * Frames by the size of their memory, a power of two, which are used again. Longer ones are left to the collector: they
 * are rare, and keeping them would keep what one large document took.
 */
final class FramePool implements FrameFactory {
    private static final int MIN_BITS = 8;
    private static final int MAX_BITS = 17;
    /** Of each size, so that a burst does not keep its memory for ever. */
    private static final int KEPT_BYTES = 1 << 20;

    private static final int UNPOOLED = -1;

    private final ArrayDeque<AeronFrame>[] free;

    @SuppressWarnings({"unchecked", "rawtypes"})
    FramePool() {
        free = new ArrayDeque[MAX_BITS - MIN_BITS + 1];
        for (int i = 0; i < free.length; i++) {
            free[i] = new ArrayDeque<>();
        }
    }

    @Override
    public AeronFrame frame(DirectBuffer message, int offset, int length) {
        int bits = Math.max(MIN_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(length - 1));
        if (bits > MAX_BITS) {
            return new AeronFrame(this, UNPOOLED, length).fill(message, offset, length);
        }
        AeronFrame frame = free[bits - MIN_BITS].pollLast();
        return (frame == null ? new AeronFrame(this, bits - MIN_BITS, 1 << bits) : frame).fill(message, offset, length);
    }

    void takeBack(AeronFrame frame) {
        int sizeClass = frame.sizeClass();
        if (sizeClass != UNPOOLED && free[sizeClass].size() < keptCount(sizeClass)) {
            free[sizeClass].addLast(frame);
        }
    }

    private static int keptCount(int sizeClass) {
        return KEPT_BYTES >> MIN_BITS + sizeClass;
    }
}
