package io.canyon.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Puts the fragments of one message together, within bounds. The order of frames is checked by the decoder. */
final class FragmentAssembler {
    enum Verdict {
        ADDED,
        TOO_LARGE,
        TOO_MANY
    }

    private final ByteBufAllocator allocator;
    private final int maxMessageBytes;
    private final int maxFragments;
    private ByteBuf message;
    private int fragmentCount;

    FragmentAssembler(ByteBufAllocator allocator, WsLimits limits) {
        this.allocator = allocator;
        maxMessageBytes = limits.maxFrameBytes();
        maxFragments = limits.maxFragments();
    }

    /** Copies a fragment; the caller keeps its own buffer. */
    Verdict add(ByteBuf fragment) {
        int length = fragment.readableBytes();
        if (message == null) {
            message = allocator.directBuffer(Math.max(length, 256));
        }
        fragmentCount++;
        if (fragmentCount > maxFragments) {
            return Verdict.TOO_MANY;
        }
        if (length > maxMessageBytes - message.readableBytes()) {
            return Verdict.TOO_LARGE;
        }
        message.writeBytes(fragment, fragment.readerIndex(), length);
        return Verdict.ADDED;
    }

    /** The message so far, which is the caller's to release. */
    ByteBuf take() {
        ByteBuf whole = message;
        message = null;
        fragmentCount = 0;
        return whole;
    }

    void release() {
        if (message != null) {
            take().release();
        }
    }
}
