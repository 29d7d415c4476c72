package io.canyon.ws;

import io.canyon.engine.spi.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * What one connection is sent in a batch. Frames that lie side by side become one write. Nothing reaches the channel
 * before {@link #write}.
 */
final class OutgoingFrames {
    private final Channel channel;
    private final WsMetrics metrics;
    /** Holds the frames that are not written yet, from start to end; null when there are none. */
    private ByteBuf buffer;

    private int start;
    private int end;
    /** The peer has not taken what it was sent in earlier batches. */
    private boolean isBacklogged;

    private boolean isBatchOpen;

    OutgoingFrames(Channel channel, WsMetrics metrics) {
        this.channel = channel;
        this.metrics = metrics;
    }

    void add(Frame frame) {
        if (frame instanceof ComposedFrame composed) {
            add(composed);
        } else {
            add((WsFrame) frame);
        }
    }

    /** What is shared stays where it is, even for a peer that is slow: a copy would take more for longer. */
    private void add(ComposedFrame frame) {
        openBatch();
        writePiece();
        metrics.add(WsCounter.BYTES_SENT, frame.lengthBytes());
        frame.forEachPiece(piece -> channel.write(piece, channel.voidPromise()));
    }

    private void add(WsFrame frame) {
        if (frame.buffer() == buffer && frame.start() == end) {
            end += frame.lengthBytes();
            return;
        }
        openBatch();
        writePiece();
        buffer = frame.buffer().retain();
        start = frame.start();
        end = start + frame.lengthBytes();
    }

    private void openBatch() {
        if (!isBatchOpen) {
            isBatchOpen = true;
            isBacklogged = queuedBytes() > 0;
        }
    }

    /** Hands everything to the channel, which has to be flushed then. */
    void write() {
        writePiece();
        isBatchOpen = false;
    }

    /** Bytes that the network has not taken yet. */
    long unsentBytes() {
        return queuedBytes() + (buffer == null ? 0 : end - start);
    }

    void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }

    private void writePiece() {
        if (buffer == null) {
            return;
        }
        int length = end - start;
        metrics.add(WsCounter.BYTES_SENT, length);
        channel.write(isBacklogged ? copy(length) : buffer.retain().slice(start, length), channel.voidPromise());
        release();
    }

    /** A peer that is slow keeps what is its own, and not the frames of others that lie beside it. */
    private ByteBuf copy(int length) {
        return channel.alloc().directBuffer(length, length).writeBytes(buffer, start, length);
    }

    private long queuedBytes() {
        ChannelOutboundBuffer queued = channel.unsafe().outboundBuffer();
        // What was written of the first write counts as pending until the last byte of it is gone.
        return queued == null ? 0 : queued.totalPendingWriteBytes() - queued.currentProgress();
    }
}
