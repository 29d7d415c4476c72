package io.canyon.ws;

import io.canyon.engine.spi.GatewayFactory;
import io.canyon.engine.spi.Handshake;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The connections of one event loop as the server has them, on channels whose network takes everything at once and
 * counts it. Stands in the server's package to reach them. Used on one thread.
 */
public final class EmbeddedEditors implements AutoCloseable {
    private final EmbeddedChannel owner = new EmbeddedChannel();
    private final WsMetrics metrics = new WsMetrics();
    private final LoopGateway gateway = new LoopGateway(owner.eventLoop(), metrics);
    private final List<Sink> sinks = new ArrayList<>();
    private long writes;
    private long flushes;
    private long bytes;

    /** The end of a channel. */
    private final class Sink extends EmbeddedChannel {
        @Override
        protected void doWrite(ChannelOutboundBuffer in) {
            flushes++;
            while (in.current() != null) {
                bytes += ((ByteBuf) in.current()).readableBytes();
                in.remove();
                writes++;
            }
        }
    }

    public EmbeddedEditors(GatewayFactory engine) {
        gateway.open(engine);
    }

    /** Opens a session, which sends these frames; its room knows it when the shard has run. */
    public void connect(String query, String... texts) {
        Sink sink = new Sink();
        WsConnection connection = new WsConnection(sink, gateway, metrics, WsConfig.DEFAULTS);
        sink.pipeline().addLast(connection);
        connection.open(new Handshake("/", query, Map.of(), "bench"));
        sinks.add(sink);
        for (String text : texts) {
            sink.writeInbound(new TextWebSocketFrame(text));
        }
    }

    /** Runs what the shards have asked the event loop for. */
    public void deliver() {
        owner.runPendingTasks();
    }

    /** Buffers that were handed to the network. */
    public long writes() {
        return writes;
    }

    public long flushes() {
        return flushes;
    }

    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        gateway.closeGateway();
        sinks.forEach(EmbeddedChannel::finishAndReleaseAll);
        owner.finishAndReleaseAll();
        metrics.close();
    }
}
