package io.canyon.engine.edit;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * Walks the operations of a patch, see {@link PatchFormat}. Not thread-safe; allocates nothing; holds the buffer until
 * it is wrapped again.
 */
public final class PatchCursor {
    private DirectBuffer buffer;
    private int next;
    private int limit;
    private int number;
    private int pathOffset;
    private int argumentOffset;

    /** Starts before the first operation of the patch that fills {@code length} bytes from {@code offset}. */
    public PatchCursor wrap(DirectBuffer patch, int offset, int length) {
        patch.boundsCheck(offset, length);
        buffer = patch;
        next = offset;
        limit = offset + length;
        number = -1;
        return this;
    }

    /** Goes to the next operation; false behind the last. */
    public boolean next() {
        if (next == limit) {
            return false;
        }
        int start = next;
        int least = PatchFormat.OPERATION_HEADER_BYTES + PatchFormat.POINTER_HEADER_BYTES;
        int length = limit - start < least ? -1 : buffer.getInt(start, LITTLE_ENDIAN);
        int end = start + Integer.BYTES + length;
        pathOffset = start + PatchFormat.OPERATION_HEADER_BYTES;
        if (length < least - Integer.BYTES || length > limit - start - Integer.BYTES) {
            throw new IllegalArgumentException("malformed operation of a patch: lengthBytes=" + length);
        }
        argumentOffset = PointerCursor.end(buffer, pathOffset);
        if (argumentOffset > end) {
            throw new IllegalArgumentException("malformed path of a patch: offset=" + pathOffset);
        }
        number++;
        next = end;
        return true;
    }

    public boolean hasNext() {
        return next < limit;
    }

    /** Number of this operation, from 0 on. */
    public int number() {
        return number;
    }

    public byte code() {
        return buffer.getByte(pathOffset - Byte.BYTES);
    }

    /** Whether the argument is the pointer {@code from}. */
    public boolean hasFrom() {
        return code() == PatchFormat.MOVE || code() == PatchFormat.COPY;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    /** Where the pointer {@code path} starts. */
    public int pathOffset() {
        return pathOffset;
    }

    /** Where the value, or the pointer {@code from}, starts. */
    public int argumentOffset() {
        return argumentOffset;
    }

    public int argumentLength() {
        return next - argumentOffset;
    }
}
