package io.canyon.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.agrona.DirectBuffer;

/**
 * Lays the frames of one event loop that go to many connections side by side, so that a connection which is sent
 * several in a row writes them as one piece of memory.
 */
final class FrameArena {
    static final int CHUNK_BYTES = 64 << 10;
    /** A longer frame stands alone: a connection that is slow to take it must not keep others alive with it. */
    private static final int MAX_SHARED_BYTES = CHUNK_BYTES / 4;

    private final ByteBufAllocator allocator;
    private ByteBuf chunk;

    FrameArena(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    WsFrame frame(DirectBuffer text, int offset, int length) {
        if (WsFrame.MAX_HEADER_BYTES + length > MAX_SHARED_BYTES) {
            return WsFrame.text(allocator, text, offset, length);
        }
        if (chunk == null || chunk.writableBytes() < WsFrame.MAX_HEADER_BYTES + length) {
            release();
            chunk = allocator.directBuffer(CHUNK_BYTES, CHUNK_BYTES);
        }
        return WsFrame.append(chunk, text, offset, length);
    }

    /** The chunk lives on for as long as frames or connections need it. */
    void release() {
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
    }
}
