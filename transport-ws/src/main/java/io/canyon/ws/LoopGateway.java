package io.canyon.ws;

import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.FrameFactory;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.GatewayFactory;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.SharedText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop's gateway, and the connections that it serves. Used on that loop only, but for the wake-up. */
final class LoopGateway implements FrameFactory {
    private static final Logger LOG = LoggerFactory.getLogger(LoopGateway.class);

    private final EventLoop loop;
    private final WsMetrics metrics;
    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final FrameArena sharedFrames = new FrameArena(allocator);
    private final Set<WsConnection> connections = new LinkedHashSet<>();
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private final Runnable deliverTask = this::deliver;
    private byte[] copy = new byte[0];
    private Gateway gateway;
    private boolean insideEngine;

    LoopGateway(EventLoop loop, WsMetrics metrics) {
        this.loop = loop;
        this.metrics = metrics;
    }

    void open(GatewayFactory gateways) {
        gateway = gateways.openGateway(this, this::wakeUp);
    }

    @Override
    public Frame frame(DirectBuffer text, int offset, int length) {
        return WsFrame.text(allocator, text, offset, length);
    }

    @Override
    public Frame sharedFrame(DirectBuffer text, int offset, int length) {
        return sharedFrames.frame(text, offset, length);
    }

    @Override
    public SharedText share(DirectBuffer text, int offset, int length) {
        return WsText.copy(allocator, text, offset, length);
    }

    @Override
    public Frame compose(
            DirectBuffer text,
            int headLength,
            int tailLength,
            SharedText shared,
            int leftOutOffset,
            int leftOutLength) {
        return ComposedFrame.of(allocator, text, headLength, tailLength, (WsText) shared, leftOutOffset, leftOutLength);
    }

    /**
     * True while the engine's code is on the stack. What a socket reports meanwhile has to wait, as a gateway is not
     * called from within its own calls.
     */
    boolean insideEngine() {
        return insideEngine;
    }

    EventLoop loop() {
        return loop;
    }

    void add(WsConnection connection) {
        connections.add(connection);
    }

    void remove(WsConnection connection) {
        connections.remove(connection);
    }

    GatewaySession openSession(Handshake handshake, WsConnection connection) {
        insideEngine = true;
        try {
            return gateway.open(handshake, connection);
        } finally {
            insideEngine = false;
        }
    }

    void onFrame(GatewaySession session, ByteBuf text) {
        int length = text.readableBytes();
        wrap(text, length);
        insideEngine = true;
        try {
            session.onFrame(view, 0, length);
        } finally {
            insideEngine = false;
        }
    }

    void onDrained(GatewaySession session) {
        insideEngine = true;
        try {
            session.onDrained();
        } finally {
            insideEngine = false;
        }
    }

    void onClosed(GatewaySession session) {
        insideEngine = true;
        try {
            session.onClosed();
        } finally {
            insideEngine = false;
        }
    }

    void closeConnections(WsClose close) {
        for (WsConnection connection : List.copyOf(connections)) {
            connection.close(close);
        }
    }

    void closeGateway() {
        insideEngine = true;
        try {
            gateway.close();
        } finally {
            insideEngine = false;
            sharedFrames.release();
        }
    }

    /** Called by shard threads. */
    private void wakeUp() {
        try {
            loop.execute(deliverTask);
        } catch (RejectedExecutionException e) {
            metrics.increment(WsCounter.LATE_WAKE_UPS);
            LOG.debug("Woken up after the stop", e);
        }
    }

    private void deliver() {
        insideEngine = true;
        try {
            gateway.deliver();
        } catch (RuntimeException | Error e) {
            metrics.increment(WsCounter.DELIVERY_EXCEPTIONS);
            LOG.error("Delivery failed; the connections of this thread are closed, as they may have missed frames", e);
            closeConnections(WsClose.INTERNAL_ERROR);
        } finally {
            insideEngine = false;
        }
    }

    /** Lets {@link #view} show the text, in place where it lies in one piece. */
    private void wrap(ByteBuf text, int length) {
        if (text.hasArray()) {
            view.wrap(text.array(), text.arrayOffset() + text.readerIndex(), length);
        } else if (text.nioBufferCount() == 1) {
            ByteBuffer nio = text.internalNioBuffer(text.readerIndex(), length);
            view.wrap(nio, nio.position(), length);
        } else {
            if (copy.length < length) {
                copy = new byte[Integer.highestOneBit(length) << 1];
            }
            text.getBytes(text.readerIndex(), copy, 0, length);
            view.wrap(copy, 0, length);
        }
    }
}
