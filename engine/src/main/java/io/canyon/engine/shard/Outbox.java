package io.canyon.engine.shard;

import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * Outputs of one shard for one I/O thread. The shard writes and never waits: what does not fit stands in its backlog
 * and goes first when there is room; a shard whose backlog is long takes no further commands. The I/O thread reads.
 */
public final class Outbox {
    private static final long CONGESTED_BYTES = 64L << 20;

    private final MessageRing ring;
    private final Waker waker;
    private final ArrayDeque<DirectBuffer> backlog = new ArrayDeque<>();
    private long backlogBytes;
    private boolean isWritten;

    /**
     * @param capacityBytes a power of two
     * @param waker wakes the I/O thread
     */
    public Outbox(int capacityBytes, Waker waker) {
        this.ring = new MessageRing(new OneToOneRingBuffer(MessageRing.allocate(capacityBytes)));
        this.waker = waker;
    }

    /** I/O thread: takes what is there; returns its number. */
    public int drain(MessageHandler handler) {
        return ring.drain(handler);
    }

    /**
     * Shard: takes an output. False: it found no room and waits in the backlog. Nobody reads that of a closed thread.
     */
    boolean write(DirectBuffer output, int offset, int length) {
        if (waker.isClosed()) {
            return true;
        }
        isWritten = true;
        if (backlog.isEmpty() && ring.offer(output, offset, length)) {
            return true;
        }
        UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, output, offset, length);
        keep(copy);
        return false;
    }

    /** Shard: takes an output that nobody changes any more, without copying it if it is large. */
    boolean writeShared(DirectBuffer output) {
        if (waker.isClosed()) {
            return true;
        }
        isWritten = true;
        if (backlog.isEmpty() && ring.offerShared(output)) {
            return true;
        }
        keep(output);
        return false;
    }

    /** Shard: moves the backlog on; returns how many outputs went. */
    int writeBacklog() {
        int count = 0;
        if (waker.isClosed()) {
            backlog.clear();
            backlogBytes = 0;
        }
        while (!backlog.isEmpty() && ring.offerShared(backlog.peek())) {
            backlogBytes -= backlog.remove().capacity();
            isWritten = true;
            count++;
        }
        return count;
    }

    private void keep(DirectBuffer output) {
        backlog.add(output);
        backlogBytes += output.capacity();
    }

    /** Shard: true when it should take no commands before the I/O thread has caught up. */
    boolean isCongested() {
        return backlogBytes > CONGESTED_BYTES;
    }

    /** Shard: wakes the I/O thread if there is something that it may not know of. */
    void signal() {
        if (isWritten) {
            isWritten = false;
            waker.wake();
        }
    }
}
