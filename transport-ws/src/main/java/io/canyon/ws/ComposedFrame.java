package io.canyon.ws;

import io.canyon.engine.spi.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/**
 * A server text frame for one connection, most of which is text that others are sent, too: header, head and tail are
 * its own, and what is shared is written from where it is.
 */
final class ComposedFrame implements Frame {
    private final ByteBuf own;
    private final int headBytes;
    private final ByteBuf shared;
    private final int leftOutOffset;
    private final int leftOutLength;

    private ComposedFrame(ByteBuf own, int headBytes, ByteBuf shared, int leftOutOffset, int leftOutLength) {
        this.own = own;
        this.headBytes = headBytes;
        this.shared = shared;
        this.leftOutOffset = leftOutOffset;
        this.leftOutLength = leftOutLength;
    }

    /** @param text has the head at its start, and the tail right behind it */
    static ComposedFrame of(
            ByteBufAllocator allocator,
            DirectBuffer text,
            int headLength,
            int tailLength,
            WsText shared,
            int leftOutOffset,
            int leftOutLength) {
        ByteBuf own = allocator.directBuffer(WsFrame.MAX_HEADER_BYTES + headLength + tailLength);
        try {
            WsFrame.writeHeader(own, headLength + shared.lengthBytes() - leftOutLength + tailLength);
            int headBytes = own.writerIndex() + headLength;
            WsFrame.writeText(own, text, 0, headLength + tailLength);
            return new ComposedFrame(own, headBytes, shared.buffer().retain(), leftOutOffset, leftOutLength);
        } catch (RuntimeException e) {
            own.release();
            throw e;
        }
    }

    /** Hands out its pieces in order, each with a reference that the taker owns. */
    void forEachPiece(Consumer<ByteBuf> taker) {
        piece(own, 0, headBytes, taker);
        piece(shared, 0, leftOutOffset, taker);
        piece(shared, leftOutOffset + leftOutLength, shared.writerIndex(), taker);
        piece(own, headBytes, own.writerIndex(), taker);
    }

    @Override
    public int lengthBytes() {
        return own.writerIndex() + shared.writerIndex() - leftOutLength;
    }

    @Override
    public void release() {
        own.release();
        shared.release();
    }

    private static void piece(ByteBuf buffer, int start, int end, Consumer<ByteBuf> taker) {
        if (start < end) {
            taker.accept(buffer.retain().slice(start, end - start));
        }
    }
}
