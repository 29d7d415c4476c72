package io.canyon.engine.shard;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;

/** Commands of all I/O threads to one shard, in one order. Producers never wait; the shard alone consumes. */
public final class Inbox {
    private final MessageRing ring;

    /** @param capacityBytes a power of two */
    public Inbox(int capacityBytes) {
        ring = new MessageRing(new ManyToOneRingBuffer(MessageRing.allocate(capacityBytes)));
    }

    /** Copies a command into the inbox; false when it is full. Any thread. */
    public boolean offer(DirectBuffer command, int offset, int length) {
        return ring.offer(command, offset, length);
    }

    /** Shard: takes commands until {@code handler} refuses one or none is left; returns how many it was offered. */
    int drain(MessageHandler handler) {
        return ring.drain(handler);
    }
}
