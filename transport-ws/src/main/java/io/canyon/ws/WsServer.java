package io.canyon.ws;

import io.canyon.engine.spi.GatewayFactory;
import io.canyon.engine.spi.Transport;
import io.micrometer.core.instrument.Gauge;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The WebSocket transport: listens, and serves each connection through the gateway of its event loop. Thread-safe. */
public final class WsServer implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(WsServer.class);
    private static final int MAX_LINE_BYTES = 4096;
    private static final int MAX_HEADER_BYTES = 8192;
    private static final int MAX_CHUNK_BYTES = 8192;
    private static final int MAX_REQUEST_BYTES = 8192;
    private static final int MAX_WAITING_SCRAPES = 16;
    private static final long LOOP_STOP_TIMEOUT_MS = 1000;

    private final WsConfig config;
    private final IoBackend backend = IoBackend.best();
    private final AtomicBoolean accepting = new AtomicBoolean(true);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Map<EventExecutor, LoopGateway> gateways = new IdentityHashMap<>();
    private final ThreadPoolExecutor scrapes = scrapes();
    private final EventLoopGroup acceptLoop;
    private final EventLoopGroup ioLoops;
    private final WsContext context;
    private Channel serverChannel;

    private WsServer(WsConfig config, WsMetrics metrics, BooleanSupplier ready) {
        this.config = config;
        acceptLoop = loops("canyon-accept", 1);
        ioLoops = loops("canyon-io", config.ioThreads());
        context = new WsContext(
                config,
                metrics,
                new ConnectionGate(config.limits()),
                () -> accepting.get() && ready.getAsBoolean(),
                scrapes,
                config.servesDemo() ? DemoPages.load() : DemoPages.NONE);
    }

    /**
     * Opens a gateway on each event loop and starts to accept connections.
     *
     * @param metrics the caller's, who closes it after this server
     * @param ready whether the engine takes editors; asked on I/O threads, must not block
     * @throws BindException if the address cannot be listened on
     */
    public static WsServer start(WsConfig config, GatewayFactory gateways, WsMetrics metrics, BooleanSupplier ready) {
        WsServer server = new WsServer(config, metrics, ready);
        try {
            server.open(gateways, metrics);
            return server;
        } catch (RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /** The port that it listens on, also where the configuration said 0. */
    public int port() {
        return ((InetSocketAddress) serverChannel.localAddress()).getPort();
    }

    /** How long a stop may take. */
    Duration shutdownTimeout() {
        return config.timeouts().shutdown();
    }

    /** Open WebSockets. */
    public int connections() {
        return context.gate().connections();
    }

    @Override
    public String address() {
        String host = config.host().indexOf(':') < 0 ? config.host() : "[" + config.host() + "]";
        return "ws://" + host + ":" + port() + "/";
    }

    /** Takes no more connections and no more upgrades; those that are open go on. Idempotent. */
    @Override
    public void stopAccepting() {
        accepting.set(false);
        if (serverChannel != null) {
            serverChannel.close().awaitUninterruptibly();
        }
    }

    /**
     * Ends all connections with 1001 and the threads with them; takes no longer than the time-outs allow. Idempotent.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        stopAccepting();
        for (Channel channel : channels) {
            if (channel.pipeline().get(WsConnection.class) == null) {
                channel.close();
            }
        }
        onEachLoop(gateway -> gateway.closeConnections(WsClose.GOING_AWAY));
        if (!channels.newCloseFuture()
                .awaitUninterruptibly(config.timeouts().close().toMillis())) {
            channels.close().awaitUninterruptibly(LOOP_STOP_TIMEOUT_MS);
        }
        onEachLoop(LoopGateway::closeGateway);
        stop(ioLoops);
        stop(acceptLoop);
        scrapes.shutdownNow();
    }

    private void open(GatewayFactory factory, WsMetrics metrics) {
        for (EventExecutor loop : ioLoops) {
            LoopGateway gateway = new LoopGateway((EventLoop) loop, metrics);
            loop.submit(() -> gateway.open(factory)).syncUninterruptibly();
            gateways.put(loop, gateway);
        }
        Gauge.builder("canyon_ws_connections", this, WsServer::connections)
                .description("open WebSockets")
                .register(metrics.registry());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptLoop, ioLoops)
                .channel(backend.serverChannel())
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(
                                config.limits().writeBufferLowBytes(),
                                config.limits().writeBufferHighBytes()))
                .childHandler(new Initializer());
        backend.configure(bootstrap);
        ChannelFuture bound = bootstrap.bind(config.host(), config.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new BindException(config.host(), config.port(), bound.cause());
        }
        serverChannel = bound.channel();
        LOG.info("WebSocket server on port {} over {}: {}", port(), backend, config);
    }

    private void accepted(Channel channel) {
        context.metrics().increment(WsCounter.CONNECTIONS_ACCEPTED);
        if (!context.gate().tryEnterSocket()) {
            context.metrics().increment(WsCounter.REFUSED_SOCKETS);
            channel.close();
            return;
        }
        channel.closeFuture().addListener(gone -> context.gate().leaveSocket());
        channels.add(channel);
        channel.pipeline()
                .addLast(
                        new HttpServerCodec(MAX_LINE_BYTES, MAX_HEADER_BYTES, MAX_CHUNK_BYTES),
                        new HttpObjectAggregator(MAX_REQUEST_BYTES),
                        new HttpHandler(context, gateways.get(channel.eventLoop())));
        if (!accepting.get()) {
            channel.close();
        }
    }

    private void onEachLoop(Consumer<LoopGateway> action) {
        long deadlineNs = System.nanoTime() + config.timeouts().close().toNanos();
        for (LoopGateway gateway : gateways.values()) {
            var done = gateway.loop().submit(() -> action.accept(gateway));
            if (!done.awaitUninterruptibly(Math.max(1, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                LOG.warn("An I/O thread is stuck");
            } else if (!done.isSuccess()) {
                LOG.warn("An I/O thread could not stop cleanly", done.cause());
            }
        }
    }

    private EventLoopGroup loops(String name, int count) {
        return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory(name, true), backend.ioHandlers());
    }

    /** A thread while there is something to collect. */
    private static ThreadPoolExecutor scrapes() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING_SCRAPES),
                new DefaultThreadFactory("canyon-metrics", true));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static void stop(EventLoopGroup group) {
        group.shutdownGracefully(0, LOOP_STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(2 * LOOP_STOP_TIMEOUT_MS);
    }

    private final class Initializer extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            accepted(channel);
        }
    }

    /** The address cannot be listened on: taken, not allowed, or not of this machine. */
    public static final class BindException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BindException(String host, int port, Throwable cause) {
            super("cannot listen on " + host + ":" + port + ": " + cause.getMessage(), cause);
        }
    }
}
