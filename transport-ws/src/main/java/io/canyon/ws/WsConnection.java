package io.canyon.ws;

import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A WebSocket after its upgrade: the last handler of its channel, and the engine's connection. */
final class WsConnection extends ChannelInboundHandlerAdapter implements Connection {
    private enum State {
        /** The answer to the upgrade is on its way; there is no session. */
        UPGRADING,
        /** Frames go both ways. */
        OPEN,
        /** A close frame is queued; what comes in is dropped. */
        CLOSING,
        /** The channel is gone. */
        CLOSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(WsConnection.class);
    private static final int MAX_UNANSWERED_PINGS = 2;

    private final Channel channel;
    private final LoopGateway gateway;
    private final WsMetrics metrics;
    private final OutgoingFrames outgoing;
    private final FragmentAssembler fragments;
    private final MessageDeadline deadline;
    private final PingRate pingRate;
    private final long closeTimeoutNs;
    private State state = State.UPGRADING;
    /** Bytes sent behind the upgrade request without waiting for the answer; the frame decoder has not seen them. */
    private ByteBuf early;

    private GatewaySession session;
    private Future<?> closeTimeout;
    private int unansweredPings;
    private boolean sessionTold;
    private boolean pongsQueued;
    private boolean drainWatched;

    WsConnection(Channel channel, LoopGateway gateway, WsMetrics metrics, WsConfig config) {
        this.channel = channel;
        this.gateway = gateway;
        this.metrics = metrics;
        this.outgoing = new OutgoingFrames(channel, metrics);
        this.fragments = new FragmentAssembler(PooledByteBufAllocator.DEFAULT, config.limits());
        this.deadline = new MessageDeadline(channel, config.timeouts().message(), this::messageLate);
        this.pingRate = new PingRate(config.limits().maxPingsPerSecond(), nowNs());
        this.closeTimeoutNs = config.timeouts().close().toNanos();
    }

    /** Goes in front of the frame decoder. */
    MessageDeadline deadline() {
        return deadline;
    }

    /** The answer to the upgrade is written; frames may follow it. */
    void open(Handshake handshake) {
        if (state != State.UPGRADING) {
            return;
        }
        state = State.OPEN;
        deadline.start();
        gateway.add(this);
        metrics.increment(WsCounter.WEBSOCKETS_OPENED);
        try {
            session = gateway.openSession(handshake, this);
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        if (early != null) {
            ByteBuf bytes = early;
            early = null;
            channel.pipeline().fireChannelRead(bytes).fireChannelReadComplete();
        }
    }

    @Override
    public void send(Frame frame) {
        if (state != State.OPEN) {
            return;
        }
        outgoing.add(frame);
    }

    @Override
    public void flush() {
        if (state != State.OPEN) {
            return;
        }
        outgoing.write();
        channel.flush();
        watchDrain();
    }

    @Override
    public long unsentBytes() {
        return outgoing.unsentBytes();
    }

    @Override
    public void setReading(boolean reading) {
        if (state == State.OPEN) {
            channel.config().setAutoRead(reading);
        }
    }

    @Override
    public void close(CloseReason reason, String text) {
        close(WsClose.of(reason, text));
    }

    /** Sends what is queued and a close frame, and waits a bounded time for the peer to go. */
    void close(WsClose close) {
        if (state == State.CLOSING || state == State.CLOSED) {
            return;
        }
        startClosing();
        channel.writeAndFlush(new CloseWebSocketFrame(close.code(), close.text()))
                .addListener((ChannelFuture future) -> closeFrameLeft(future));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof WebSocketFrame frame) {
            deadline.onFrame(frame);
        }
        if (message instanceof CloseWebSocketFrame close) {
            onClose(close);
            return;
        }
        try {
            if (state == State.UPGRADING) {
                onEarly(message);
            } else if (state == State.OPEN && message instanceof WebSocketFrame frame) {
                onFrame(ctx, frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (pongsQueued) {
            pongsQueued = false;
            ctx.flush();
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            drained();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent idle) {
            onSilence(ctx, idle.isFirst());
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        state = State.CLOSED;
        if (closeTimeout != null) {
            closeTimeout.cancel(false);
        }
        gateway.remove(this);
        outgoing.release();
        fragments.release();
        if (early != null) {
            early.release();
            early = null;
        }
        leave();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (state == State.CLOSING || state == State.CLOSED) {
            // The end is under way, and counted; each write that is still queued reports it again.
            LOG.debug("Exception after the close of {}", channel, cause);
        } else if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            onCorrupted(corrupted);
        } else if (cause instanceof IOException) {
            metrics.increment(WsCounter.CONNECTION_ERRORS);
            LOG.debug("Connection lost: {}", channel, cause);
            state = State.CLOSED;
            channel.close();
        } else {
            fail(cause);
        }
    }

    private void onEarly(Object message) {
        if (early == null && message instanceof ByteBuf bytes) {
            early = bytes.retain();
        } else {
            metrics.increment(WsCounter.PROTOCOL_ERRORS);
            channel.close();
        }
    }

    private void onFrame(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame && frame.isFinalFragment()) {
            onText(frame.content());
        } else if (frame instanceof TextWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
            onFragment(frame);
        } else if (frame instanceof BinaryWebSocketFrame) {
            refuse(WsCounter.FRAMES_BINARY, WsClose.BINARY);
        } else if (frame instanceof PingWebSocketFrame) {
            onPing(ctx, frame);
        }
    }

    private void onText(ByteBuf text) {
        metrics.add(WsCounter.BYTES_RECEIVED, text.readableBytes());
        if (session != null) {
            gateway.onFrame(session, text);
        }
    }

    private void onFragment(WebSocketFrame frame) {
        switch (fragments.add(frame.content())) {
            case TOO_LARGE -> refuse(WsCounter.FRAMES_TOO_LARGE, WsClose.TOO_LARGE);
            case TOO_MANY -> refuse(WsCounter.FRAGMENTS_TOO_MANY, WsClose.TOO_MANY_FRAGMENTS);
            case ADDED -> {
                if (frame.isFinalFragment()) {
                    onWhole(fragments.take());
                }
            }
        }
    }

    private void onWhole(ByteBuf text) {
        try {
            onText(text);
        } finally {
            text.release();
        }
    }

    private void messageLate() {
        if (state == State.OPEN) {
            refuse(WsCounter.MESSAGE_TIMEOUTS, WsClose.TOO_SLOW);
        }
    }

    private void onPing(ChannelHandlerContext ctx, WebSocketFrame ping) {
        if (!pingRate.allows(nowNs())) {
            refuse(WsCounter.PINGS_TOO_MANY, WsClose.TOO_MANY_PINGS);
            return;
        }
        if (!channel.isWritable()) {
            metrics.increment(WsCounter.PONGS_DROPPED);
            return;
        }
        pongsQueued = true;
        ctx.write(new PongWebSocketFrame(ping.content().retain()), ctx.voidPromise());
    }

    /** The peer's close frame: answers it, or is the answer to ours. */
    private void onClose(CloseWebSocketFrame close) {
        if (state == State.UPGRADING || state == State.OPEN) {
            startClosing();
            leave();
            channel.writeAndFlush(close).addListener(ChannelFutureListener.CLOSE);
        } else {
            close.release();
            channel.close();
        }
    }

    private void onCorrupted(CorruptedWebSocketFrameException corrupted) {
        // From here on the bytes have no meaning; without a decoder they are dropped as they come.
        channel.pipeline().remove(WebSocketFrameDecoder.class);
        WebSocketCloseStatus status = corrupted.closeStatus();
        if (status.code() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code()) {
            refuse(WsCounter.FRAMES_TOO_LARGE, WsClose.TOO_LARGE);
        } else {
            refuse(WsCounter.PROTOCOL_ERRORS, new WsClose(status.code(), status.reasonText()));
        }
    }

    private void onSilence(ChannelHandlerContext ctx, boolean first) {
        if (state != State.OPEN || !channel.config().isAutoRead()) {
            // Nothing is heard from a peer that is not read.
            unansweredPings = 0;
            return;
        }
        if (first) {
            unansweredPings = 0;
        }
        if (unansweredPings == MAX_UNANSWERED_PINGS) {
            metrics.increment(WsCounter.PING_TIMEOUTS);
            state = State.CLOSED;
            channel.close();
            return;
        }
        unansweredPings++;
        ctx.writeAndFlush(new PingWebSocketFrame(), ctx.voidPromise());
    }

    private void refuse(WsCounter counter, WsClose close) {
        metrics.increment(counter);
        close(close);
        leave();
    }

    private void fail(Throwable cause) {
        metrics.increment(WsCounter.EXCEPTIONS);
        LOG.error("Connection {} ends with an exception", channel, cause);
        close(WsClose.INTERNAL_ERROR);
        leave();
    }

    private void startClosing() {
        state = State.CLOSING;
        outgoing.write();
        closeTimeout = channel.eventLoop().schedule(this::closeTimedOut, closeTimeoutNs, TimeUnit.NANOSECONDS);
        channel.config().setAutoRead(true);
    }

    /**
     * Half-closes, and goes on reading until the peer has closed, too: closing a socket that has unread bytes resets
     * it, and the peer might never see the close frame.
     */
    private void closeFrameLeft(ChannelFuture future) {
        if (future.isSuccess() && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }

    private void closeTimedOut() {
        if (channel.isOpen()) {
            metrics.increment(WsCounter.CLOSE_TIMEOUTS);
            channel.close();
        }
    }

    private long nowNs() {
        return channel.eventLoop().ticker().nanoTime();
    }

    private void watchDrain() {
        if (state == State.OPEN && !drainWatched && unsentBytes() > 0) {
            // Leaves after all that is queued now: a drain is seen even if it crosses no mark of the write buffer.
            drainWatched = true;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(this::queueLeft);
        }
    }

    private void queueLeft(Future<?> written) {
        drainWatched = false;
        if (written.isSuccess()) {
            drained();
            // Not at once: what is just leaving still counts as unsent, and would be waited for again without an end.
            channel.eventLoop().execute(this::watchDrain);
        }
    }

    private void drained() {
        if (gateway.insideEngine()) {
            channel.eventLoop().execute(this::drained);
        } else if (state == State.OPEN && session != null) {
            try {
                gateway.onDrained(session);
            } catch (RuntimeException | Error e) {
                fail(e);
            }
        }
    }

    /** Tells the session, once, that its connection is gone. */
    private void leave() {
        if (session == null || sessionTold) {
            return;
        }
        if (gateway.insideEngine()) {
            channel.eventLoop().execute(this::leave);
            return;
        }
        sessionTold = true;
        try {
            gateway.onClosed(session);
        } catch (RuntimeException | Error e) {
            metrics.increment(WsCounter.EXCEPTIONS);
            LOG.error("The session of {} could not leave", channel, e);
        }
    }
}
