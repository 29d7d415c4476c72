package io.canyon.ws;

import io.canyon.engine.spi.Handshake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A connection of which a test sees every write and flush. Its network can stand still, and so can its time. */
final class EmbeddedConnection {
    private static final WebSocketDecoderConfig DECODING = WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(WsLimits.DEFAULTS.maxFrameBytes())
            .expectMaskedFrames(true)
            .closeOnProtocolViolation(false)
            .build();

    private static final int MAX_WRITES = 10_000;

    final StoppableChannel channel = new StoppableChannel();
    final WsConnection connection;
    int writes;
    int flushes;

    /** Counts how often it is asked to write while it cannot. */
    static final class StoppableChannel extends EmbeddedChannel {
        boolean isStopped;
        int attempts;

        @Override
        protected void doWrite(ChannelOutboundBuffer in) throws Exception {
            attempts++;
            if (!isStopped) {
                super.doWrite(in);
            }
        }
    }

    private final class Counter extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (++writes > MAX_WRITES) {
                throw new IllegalStateException("it spins");
            }
            ctx.write(message, promise);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            flushes++;
            ctx.flush();
        }
    }

    EmbeddedConnection(LoopGateway gateway, WsMetrics metrics, WsConfig config, String query) {
        connection = new WsConnection(channel, gateway, metrics, config);
        channel.freezeTime();
        channel.pipeline()
                .addLast(
                        new Counter(),
                        connection.deadline(),
                        new WebSocket13FrameDecoder(DECODING),
                        new WebSocket13FrameEncoder(false),
                        connection);
        connection.open(new Handshake("/", query, Map.of(), "test"));
    }

    /** Bytes that the peer sends, as one read. */
    void receives(byte[] bytes) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    }

    void receivesText(String text) {
        receives(RawClient.frame(true, RawClient.TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** What has been sent since the last call. */
    String sent() {
        StringBuilder sent = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            sent.append(bytes.toString(StandardCharsets.UTF_8));
            bytes.release();
        }
        return sent.toString();
    }

    /** The code of the close frame that was sent last, 0 if none was. */
    int closeCode() {
        int code = 0;
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            if (bytes.readableBytes() >= 4 && bytes.getUnsignedByte(0) == 0x88) {
                code = bytes.getUnsignedShort(2);
            }
            bytes.release();
        }
        return code;
    }

    void pass(long milliseconds) {
        channel.advanceTimeBy(milliseconds, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }
}
