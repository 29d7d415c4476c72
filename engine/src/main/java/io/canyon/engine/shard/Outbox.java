package io.canyon.engine.shard;

import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * Outputs of one shard for one I/O thread. The shard writes and never waits: what does not fit stands in its backlog
 * and goes first when there is room. When the backlog is long, the sessions of the I/O thread lag, so that it grows by
 * what is addressed to them alone; when that becomes too much, those who go on sending are closed. The I/O thread
 * reads.
 */
public final class Outbox {
    static final long FULL_BYTES = 4L << 20;
    static final long CONGESTED_BYTES = 64L << 20;

    private final MessageRing ring;
    private final Waker waker;
    private final ArrayDeque<Waiting> backlog = new ArrayDeque<>();
    /** Of copies: what is shared is bounded by those who have asked for it. */
    private long backlogBytes;

    private boolean isWritten;

    /** @param copiedBytes its length, 0 if it is shared */
    private record Waiting(DirectBuffer output, int copiedBytes) {}

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
        backlog.add(new Waiting(copy, length));
        backlogBytes += length;
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
        backlog.add(new Waiting(output, 0));
        return false;
    }

    /** Shard: moves the backlog on; returns how many outputs went. */
    int writeBacklog() {
        int count = 0;
        if (waker.isClosed()) {
            backlog.clear();
            backlogBytes = 0;
        }
        while (!backlog.isEmpty() && ring.offerShared(backlog.peek().output())) {
            backlogBytes -= backlog.remove().copiedBytes();
            isWritten = true;
            count++;
        }
        return count;
    }

    /** Shard: bytes that wait for room in the ring. */
    long backlogBytes() {
        return backlogBytes;
    }

    /** Shard: true when the sessions of the I/O thread should be told no more than they must. */
    boolean isFull() {
        return backlogBytes > FULL_BYTES;
    }

    /** Shard: true when an I/O thread whose outbox was full may be told everything again. */
    boolean hasDrained() {
        return backlogBytes <= FULL_BYTES / 2;
    }

    /** Shard: true when nothing should be done any more that its sessions have to be told. */
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
