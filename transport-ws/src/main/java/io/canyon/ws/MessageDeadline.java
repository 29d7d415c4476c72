package io.canyon.ws;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Notices a peer that begins a message and does not finish it in time. It stands in front of the frame decoder, and
 * counts the bytes that come in; the connection tells the frames that come out.
 */
final class MessageDeadline extends ChannelInboundHandlerAdapter {
    private static final int MASK_BYTES = 4;
    private static final int MAX_LENGTH_7 = 125;
    private static final int MAX_LENGTH_16 = 0xFFFF;

    private final Channel channel;
    private final long timeoutNs;
    private final Runnable onLate;
    /** Received, and not yet part of a frame. */
    private long pendingBytes;

    private boolean isFragmented;
    private boolean isMessageDone;
    private boolean isPartial;
    /** The check that will come; {@code null} if none. */
    private Future<?> nextCheck;

    private long sinceNs;

    MessageDeadline(Channel channel, Duration timeout, Runnable onLate) {
        this.channel = channel;
        this.timeoutNs = timeout.toNanos();
        this.onLate = onLate;
    }

    /** From here on bytes are frames. */
    void start() {
        pendingBytes = 0;
    }

    /** A frame has come out of the decoder. */
    void onFrame(WebSocketFrame frame) {
        int length = frame.content().readableBytes();
        int lengthBytes = length <= MAX_LENGTH_7 ? 0 : length <= MAX_LENGTH_16 ? Short.BYTES : Long.BYTES;
        pendingBytes -= 2 + lengthBytes + MASK_BYTES + length;
        if (frame instanceof TextWebSocketFrame
                || frame instanceof ContinuationWebSocketFrame
                || frame instanceof BinaryWebSocketFrame) {
            isFragmented = !frame.isFinalFragment();
            isMessageDone |= frame.isFinalFragment();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            pendingBytes += bytes.readableBytes();
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        boolean wasPartial = isPartial && !isMessageDone;
        isPartial = pendingBytes > 0 || isFragmented;
        isMessageDone = false;
        if (isPartial && !wasPartial) {
            sinceNs = nowNs();
            if (nextCheck == null) {
                check(timeoutNs);
            }
        }
        ctx.fireChannelReadComplete();
    }

    /** A check that is left to its time would keep all of a closed connection until then. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        isPartial = false;
        if (nextCheck != null) {
            nextCheck.cancel(false);
            nextCheck = null;
        }
        ctx.fireChannelInactive();
    }

    private void check(long delayNs) {
        nextCheck = channel.eventLoop().schedule(this::onTime, delayNs, TimeUnit.NANOSECONDS);
    }

    private void onTime() {
        nextCheck = null;
        if (!isPartial || !channel.isActive()) {
            return;
        }
        if (!channel.config().isAutoRead()) {
            // It is us who do not read.
            sinceNs = nowNs();
        }
        long leftNs = timeoutNs - (nowNs() - sinceNs);
        if (leftNs > 0) {
            check(leftNs);
        } else {
            onLate.run();
        }
    }

    private long nowNs() {
        return channel.eventLoop().ticker().nanoTime();
    }
}
