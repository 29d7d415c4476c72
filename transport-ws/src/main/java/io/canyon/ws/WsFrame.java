package io.canyon.ws;

import io.canyon.engine.spi.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.agrona.DirectBuffer;

/** A server text frame, header and payload in one piece of a buffer, so that every connection writes the same bytes. */
final class WsFrame implements Frame {
    static final int MAX_HEADER_BYTES = 10;

    private static final int FINAL_TEXT = 0x81;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private final ByteBuf buffer;
    private final int start;
    private final int lengthBytes;

    /** @param buffer of which the frame holds a reference */
    private WsFrame(ByteBuf buffer, int start) {
        this.buffer = buffer;
        this.start = start;
        this.lengthBytes = buffer.writerIndex() - start;
    }

    /** A frame in a buffer of its own. */
    static WsFrame text(ByteBufAllocator allocator, DirectBuffer text, int offset, int length) {
        ByteBuf buffer = allocator.directBuffer(MAX_HEADER_BYTES + length);
        try {
            write(buffer, text, offset, length);
            return new WsFrame(buffer, 0);
        } catch (RuntimeException e) {
            buffer.release();
            throw e;
        }
    }

    /** A frame behind what the buffer has already; there must be room for it. */
    static WsFrame append(ByteBuf buffer, DirectBuffer text, int offset, int length) {
        int start = buffer.writerIndex();
        write(buffer, text, offset, length);
        return new WsFrame(buffer.retain(), start);
    }

    /** Where its bytes are, from {@link #start} on. */
    ByteBuf buffer() {
        return buffer;
    }

    int start() {
        return start;
    }

    @Override
    public int lengthBytes() {
        return lengthBytes;
    }

    @Override
    public void release() {
        buffer.release();
    }

    private static void write(ByteBuf buffer, DirectBuffer text, int offset, int length) {
        writeHeader(buffer, length);
        writeText(buffer, text, offset, length);
    }

    /** There must be room for it. */
    static void writeText(ByteBuf buffer, DirectBuffer text, int offset, int length) {
        int start = buffer.writerIndex();
        var target = buffer.internalNioBuffer(start, length);
        text.getBytes(offset, target, target.position(), length);
        buffer.writerIndex(start + length);
    }

    static void writeHeader(ByteBuf buffer, int length) {
        buffer.writeByte(FINAL_TEXT);
        if (length < LENGTH_16) {
            buffer.writeByte(length);
        } else if (length <= 0xFFFF) {
            buffer.writeByte(LENGTH_16).writeShort(length);
        } else {
            buffer.writeByte(LENGTH_64).writeLong(length);
        }
    }
}
