package io.canyon.ws;

import io.canyon.engine.spi.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.agrona.DirectBuffer;

/** A server text frame, header and payload in one buffer, so that every connection writes the same bytes. */
final class WsFrame implements Frame {
    private static final int FINAL_TEXT = 0x81;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MAX_HEADER_BYTES = 10;

    private final ByteBuf bytes;
    private final int lengthBytes;

    private WsFrame(ByteBuf bytes) {
        this.bytes = bytes;
        this.lengthBytes = bytes.readableBytes();
    }

    static WsFrame text(ByteBufAllocator allocator, DirectBuffer text, int offset, int length) {
        ByteBuf bytes = allocator.directBuffer(MAX_HEADER_BYTES + length);
        try {
            writeHeader(bytes, length);
            int start = bytes.writerIndex();
            var target = bytes.internalNioBuffer(start, length);
            text.getBytes(offset, target, target.position(), length);
            bytes.writerIndex(start + length);
            return new WsFrame(bytes);
        } catch (RuntimeException e) {
            bytes.release();
            throw e;
        }
    }

    /** A view for one write; whoever writes it releases it. */
    ByteBuf forWrite() {
        return bytes.retainedDuplicate();
    }

    @Override
    public int lengthBytes() {
        return lengthBytes;
    }

    @Override
    public void release() {
        bytes.release();
    }

    private static void writeHeader(ByteBuf bytes, int length) {
        bytes.writeByte(FINAL_TEXT);
        if (length < LENGTH_16) {
            bytes.writeByte(length);
        } else if (length <= 0xFFFF) {
            bytes.writeByte(LENGTH_16).writeShort(length);
        } else {
            bytes.writeByte(LENGTH_64).writeLong(length);
        }
    }
}
