package io.canyon.ws;

import io.canyon.engine.spi.SharedText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.agrona.DirectBuffer;

/** Text that many frames of one event loop have in common, in memory that lives until the last of them is written. */
final class WsText implements SharedText {
    private final ByteBuf buffer;

    private WsText(ByteBuf buffer) {
        this.buffer = buffer;
    }

    static WsText copy(ByteBufAllocator allocator, DirectBuffer text, int offset, int length) {
        ByteBuf buffer = allocator.directBuffer(length, length);
        try {
            WsFrame.writeText(buffer, text, offset, length);
            return new WsText(buffer);
        } catch (RuntimeException e) {
            buffer.release();
            throw e;
        }
    }

    ByteBuf buffer() {
        return buffer;
    }

    @Override
    public int lengthBytes() {
        return buffer.writerIndex();
    }

    @Override
    public void release() {
        buffer.release();
    }
}
