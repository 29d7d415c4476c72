package io.canyon.engine.edit;

import org.agrona.DirectBuffer;

/** Walks the steps of an edit. Not thread-safe; allocates nothing; holds the buffer until it is wrapped again. */
public final class StepCursor {
    private DirectBuffer buffer;
    /** Of the bytes in the buffer, which are checked to be there when the cursor is wrapped. */
    private Object base;

    private long start;
    private int next;
    private int limit;
    private int nodeOffset;
    private int nodeLength;

    /** Starts before the first step of the edit that fills {@code length} bytes from {@code offset}. */
    public StepCursor wrap(DirectBuffer buffer, int offset, int length) {
        buffer.boundsCheck(offset, length);
        point(buffer, buffer.byteArray());
        this.start = RawBytes.at(buffer, 0);
        this.next = offset;
        this.limit = offset + length;
        return this;
    }

    /** Writes what is new only: a reference that is written costs a barrier of the garbage collector. */
    private void point(DirectBuffer newBuffer, Object newBase) {
        if (buffer != newBuffer) {
            buffer = newBuffer;
        }
        if (base != newBase) {
            base = newBase;
        }
    }

    /** Goes to the next step; false behind the last. */
    public boolean next() {
        if (next >= limit) {
            return false;
        }
        // In local variables: fields would be read again after each access to the bytes.
        int end = limit;
        int offset = next + EditFormat.STEP_HEADER_BYTES;
        int length = offset >= end ? 0 : RawBytes.getInt(base, start + next);
        if (length <= 0 || length > end - offset) {
            throw new IllegalArgumentException("malformed edit step: nodeLength=" + length);
        }
        nodeOffset = offset;
        nodeLength = length;
        next = offset + length;
        return true;
    }

    DirectBuffer buffer() {
        return buffer;
    }

    Object base() {
        return base;
    }

    /** Where the byte at {@code offset} of the buffer stands, seen from {@link #base}. */
    long address(int offset) {
        return start + offset;
    }

    public byte operation() {
        return RawBytes.getByte(base, start + nodeOffset);
    }

    public int nodeOffset() {
        return nodeOffset;
    }

    public int nodeLength() {
        return nodeLength;
    }
}
