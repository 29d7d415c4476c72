package io.canyon.engine.edit;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * Walks the members of an OBJECT or RECORD node. Not thread-safe; allocates nothing; holds the buffer until it is
 * wrapped again.
 */
public final class MemberCursor {
    private DirectBuffer buffer;
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
        this.buffer = buffer;
        this.next = nodeOffset + Byte.BYTES;
        this.limit = nodeOffset + nodeLength;
        return this;
    }

    /** Goes to the next member; false behind the last. */
    public boolean next() {
        if (next >= limit) {
            return false;
        }
        nodeLength = buffer.getInt(next, LITTLE_ENDIAN);
        nameLength = buffer.getShort(next + Integer.BYTES, LITTLE_ENDIAN) & 0xFFFF;
        nameOffset = next + EditFormat.MEMBER_HEADER_BYTES;
        next = nameOffset + nameLength + nodeLength;
        if (nodeLength <= 0 || next > limit) {
            throw new IllegalArgumentException("malformed edit member: nodeLength=" + nodeLength);
        }
        return true;
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
        return buffer.getByte(nodeOffset());
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
}
