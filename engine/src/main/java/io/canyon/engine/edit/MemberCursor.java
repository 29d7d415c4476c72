package io.canyon.engine.edit;

import org.agrona.DirectBuffer;

/**
 * Walks the members of an OBJECT or RECORD node. Not thread-safe; allocates nothing; holds the buffer until it is
 * wrapped again.
 */
public final class MemberCursor {
    private DirectBuffer buffer;
    /** Of the bytes in the buffer, which are checked to be there when the cursor is wrapped. */
    private Object base;

    private long start;
    private int next;
    private int limit;
    private int nameOffset;
    private int nameLength;
    private int nodeLength;

    /**
     * Starts before the first member.
     *
     * @param nodeOffset where the operation byte of the container stands
     * @param nodeLength length of the container's node, operation included
     */
    public MemberCursor wrap(DirectBuffer buffer, int nodeOffset, int nodeLength) {
        buffer.boundsCheck(nodeOffset, nodeLength);
        point(buffer, buffer.byteArray());
        this.start = RawBytes.at(buffer, 0);
        this.next = nodeOffset + Byte.BYTES;
        this.limit = nodeOffset + nodeLength;
        return this;
    }

    /** Starts before the first member of the OBJECT or RECORD that is the node of a step. */
    public MemberCursor wrapInside(StepCursor step) {
        point(step.buffer(), step.base());
        start = step.address(0);
        next = step.nodeOffset() + Byte.BYTES;
        limit = step.nodeOffset() + step.nodeLength();
        return this;
    }

    /** Starts before the first member of the OBJECT or RECORD that another cursor stands on. */
    public MemberCursor wrapInside(MemberCursor outer) {
        point(outer.buffer, outer.base);
        start = outer.start;
        next = outer.bodyOffset();
        limit = outer.next;
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

    /** Goes to the next member; false behind the last. */
    public boolean next() {
        // In local variables: fields would be read again after each access to the bytes.
        int offset = next;
        int rest = limit - offset;
        if (rest <= 0) {
            return false;
        }
        if (rest < EditFormat.MEMBER_HEADER_BYTES) {
            throw malformed(0);
        }
        Object bytes = base;
        long at = start + offset;
        int node = RawBytes.getInt(bytes, at);
        int name = RawBytes.getUnsignedShort(bytes, at + Integer.BYTES);
        if (node <= 0 || node > rest - EditFormat.MEMBER_HEADER_BYTES - name) {
            throw malformed(node);
        }
        nodeLength = node;
        nameLength = name;
        nameOffset = offset + EditFormat.MEMBER_HEADER_BYTES;
        next = offset + EditFormat.MEMBER_HEADER_BYTES + name + node;
        return true;
    }

    /** Where the next member starts. */
    public int nextOffset() {
        return next;
    }

    /** Goes on with the member that starts at {@code offset}, behind what was read elsewhere. */
    public void skipTo(int offset) {
        next = offset;
    }

    /** Where the last member ends. */
    public int limit() {
        return limit;
    }

    /** Base of the bytes, for {@link RawBytes}; those that the cursor was wrapped around are checked. */
    public Object base() {
        return base;
    }

    /** Where the byte at {@code offset} of the buffer stands, seen from {@link #base}. */
    public long address(int offset) {
        return start + offset;
    }

    /** Whether a member of the OBJECT or RECORD that the cursor stands on has that operation. */
    public boolean hasInside(byte operation) {
        int end = next;
        for (int at = bodyOffset(); at < end; ) {
            if (end - at < EditFormat.MEMBER_HEADER_BYTES) {
                throw malformed(0);
            }
            int length = RawBytes.getInt(base, start + at);
            int node =
                    at + EditFormat.MEMBER_HEADER_BYTES + RawBytes.getUnsignedShort(base, start + at + Integer.BYTES);
            if (length <= 0 || length > end - node) {
                throw malformed(length);
            }
            if (RawBytes.getByte(base, start + node) == operation) {
                return true;
            }
            at = node + length;
        }
        return false;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    /** Where the whole member starts, its header included. */
    public int memberOffset() {
        return nameOffset - EditFormat.MEMBER_HEADER_BYTES;
    }

    /** Length of the whole member, its header included. */
    public int memberLength() {
        return next - memberOffset();
    }

    public int nameOffset() {
        return nameOffset;
    }

    public int nameLength() {
        return nameLength;
    }

    public byte operation() {
        return RawBytes.getByte(base, start + nodeOffset());
    }

    public int nodeOffset() {
        return nameOffset + nameLength;
    }

    public int nodeLength() {
        return nodeLength;
    }

    /** Where the node's body starts, behind its operation. */
    public int bodyOffset() {
        return nodeOffset() + Byte.BYTES;
    }

    public int bodyLength() {
        return nodeLength - Byte.BYTES;
    }

    private IllegalArgumentException malformed(int length) {
        return new IllegalArgumentException("malformed edit member: offset=" + next + " nodeLength=" + length);
    }
}
