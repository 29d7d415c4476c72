package io.canyon.engine.shard;

import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Messages that are too large for a ring travel by reference: a producer puts the bytes here and their number into the
 * ring, the consumer takes them out. Any number of producers and consumers; never blocks; bounded in number and bytes.
 */
final class LargeMessages {
    /** Messages longer than this go by reference. */
    static final int THRESHOLD_BYTES = 64 * 1024;

    static final int FULL = -1;

    private static final int COUNT = 64;
    private static final long BUDGET_BYTES = 128L << 20;
    private static final int KEPT_BYTES = 1 << 20;

    private final UnsafeBuffer[] buffers = new UnsafeBuffer[COUNT];
    private final boolean[] areShared = new boolean[COUNT];
    private final ManyToManyConcurrentArrayQueue<Integer> free = new ManyToManyConcurrentArrayQueue<>(COUNT);
    private final AtomicLong heldBytes = new AtomicLong();

    LargeMessages() {
        for (int i = 0; i < COUNT; i++) {
            buffers[i] = new UnsafeBuffer(new byte[0]);
            free.offer(i);
        }
    }

    /** Copies the message; its number, or {@link #FULL}. */
    int put(DirectBuffer source, int offset, int length) {
        int number = take(length);
        if (number != FULL) {
            UnsafeBuffer buffer = buffers[number];
            if (buffer.capacity() < length) {
                buffer.wrap(new byte[length]);
            }
            buffer.putBytes(0, source, offset, length);
        }
        return number;
    }

    /** Refers to the message, which nobody changes any more; its number, or {@link #FULL}. */
    int share(DirectBuffer source) {
        int number = take(source.capacity());
        if (number != FULL) {
            areShared[number] = true;
            buffers[number].wrap(source);
        }
        return number;
    }

    private int take(int length) {
        long held = heldBytes.getAndAdd(length);
        if (held > 0 && held + length > BUDGET_BYTES) {
            heldBytes.getAndAdd(-length);
            return FULL;
        }
        Integer number = free.poll();
        if (number == null) {
            heldBytes.getAndAdd(-length);
            return FULL;
        }
        return number;
    }

    /** The message, until it is released. */
    DirectBuffer get(int number) {
        return buffers[number];
    }

    void release(int number, int length) {
        if (areShared[number] || buffers[number].capacity() > KEPT_BYTES) {
            areShared[number] = false;
            buffers[number].wrap(new byte[0]);
        }
        heldBytes.getAndAdd(-length);
        free.offer(number);
    }
}
