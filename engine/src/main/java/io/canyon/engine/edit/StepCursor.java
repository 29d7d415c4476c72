package io.canyon.engine.edit;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/** Walks the steps of an edit. Not thread-safe; allocates nothing; holds the buffer until it is wrapped again. */
public final class StepCursor {
    private DirectBuffer buffer;
    private int next;
    private int limit;
    private int nodeOffset;
    private int nodeLength;

    /** Starts before the first step of the edit that fills {@code length} bytes from {@code offset}. */
    public StepCursor wrap(DirectBuffer buffer, int offset, int length) {
        this.buffer = buffer;
        this.next = offset;
        this.limit = offset + length;
        return this;
    }

    /** Goes to the next step; false behind the last. */
    public boolean next() {
        if (next >= limit) {
            return false;
        }
        nodeLength = buffer.getInt(next, LITTLE_ENDIAN);
        nodeOffset = next + EditFormat.STEP_HEADER_BYTES;
        next = nodeOffset + nodeLength;
        if (nodeLength <= 0 || next > limit) {
            throw new IllegalArgumentException("malformed edit step: nodeLength=" + nodeLength);
        }
        return true;
    }

    public byte operation() {
        return buffer.getByte(nodeOffset);
    }

    public int nodeOffset() {
        return nodeOffset;
    }

    public int nodeLength() {
        return nodeLength;
    }
}
