package io.canyon.aeron.server;

import io.canyon.engine.spi.Frame;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** One message in memory that goes back to its pool with the last reference. Used in the agent's thread. */
final class AeronFrame implements Frame {
    private final FramePool pool;
    private final int sizeClass;
    private final UnsafeBuffer buffer;
    private int lengthBytes;
    private int references;

    AeronFrame(FramePool pool, int sizeClass, int capacityBytes) {
        this.pool = pool;
        this.sizeClass = sizeClass;
        this.buffer = new UnsafeBuffer(new byte[capacityBytes]);
    }

    /** Takes a message, with one reference to it. */
    AeronFrame fill(DirectBuffer message, int offset, int length) {
        buffer.putBytes(0, message, offset, length);
        lengthBytes = length;
        references = 1;
        return this;
    }

    DirectBuffer buffer() {
        return buffer;
    }

    int sizeClass() {
        return sizeClass;
    }

    void retain() {
        references++;
    }

    @Override
    public int lengthBytes() {
        return lengthBytes;
    }

    @Override
    public void release() {
        if (references <= 0) {
            throw new IllegalStateException("released more often than retained");
        }
        if (--references == 0) {
            pool.takeBack(this);
        }
    }
}
