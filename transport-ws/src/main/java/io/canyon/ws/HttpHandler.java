package io.canyon.ws;

import io.canyon.engine.spi.Handshake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the one HTTP request of a connection, or upgrades it. */
final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpHandler.class);
    private static final Set<String> WEBSOCKET_PATHS = Set.of("/", "/canvas", "/echo");
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String VERSION_13 = "13";

    private final WsContext context;
    private final LoopGateway gateway;
    private Future<?> timeout;
    private boolean answered;

    HttpHandler(WsContext context, LoopGateway gateway) {
        this.context = context;
        this.gateway = gateway;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        long timeoutNs = context.config().timeouts().handshake().toNanos();
        timeout = ctx.executor().schedule(() -> timedOut(channel), timeoutNs, TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> timeout.cancel(false));
        ctx.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (answered) {
            return;
        }
        answered = true;
        String uri = request.uri();
        int question = uri.indexOf('?');
        String path = question < 0 ? uri : uri.substring(0, question);
        if (!request.decoderResult().isSuccess()) {
            refuse(ctx, WsCounter.REFUSED_BAD_REQUEST, HttpResponseStatus.BAD_REQUEST);
        } else if (request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            tryUpgrade(ctx, request, path, question < 0 ? "" : uri.substring(question + 1));
        } else if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
            answerGet(ctx, request, path);
        } else {
            answer(ctx, HttpResponseStatus.NOT_FOUND, TEXT, "not found\n", false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            context.metrics().increment(WsCounter.CONNECTION_ERRORS);
            LOG.debug("Connection lost: {}", ctx.channel(), cause);
        } else {
            context.metrics().increment(WsCounter.EXCEPTIONS);
            LOG.warn("HTTP request of {} ends with an exception", ctx.channel(), cause);
        }
        ctx.close();
    }

    private void timedOut(Channel channel) {
        if (channel.isOpen()) {
            context.metrics().increment(WsCounter.HANDSHAKE_TIMEOUTS);
            channel.close();
        }
    }

    private void answerGet(ChannelHandlerContext ctx, FullHttpRequest request, String path) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        DemoPages.Page page = context.demo().find(path, accepted(request));
        if (page != null) {
            answer(ctx, request, page);
            return;
        }
        switch (path) {
            case "/", "/healthz" -> answer(ctx, HttpResponseStatus.OK, TEXT, "ok", head);
            case "/readyz" -> {
                boolean ready = context.isReady();
                answer(
                        ctx,
                        ready ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                        TEXT,
                        ready ? "ready" : "not ready",
                        head);
            }
            case "/metrics" -> scrape(ctx, head);
            default -> answer(ctx, HttpResponseStatus.NOT_FOUND, TEXT, "not found\n", head);
        }
    }

    /** Of several headers all count. */
    private static String accepted(FullHttpRequest request) {
        return String.join(",", request.headers().getAll(HttpHeaderNames.ACCEPT));
    }

    /** Answers with a page, or that the browser has it. */
    private static void answer(ChannelHandlerContext ctx, FullHttpRequest request, DemoPages.Page page) {
        boolean isKnown = request.headers().containsValue(HttpHeaderNames.IF_NONE_MATCH, page.tag(), false);
        boolean isEmpty = isKnown || request.method().equals(HttpMethod.HEAD);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                isKnown ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK,
                isEmpty ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(page.content()));
        response.headers()
                .set(HttpHeaderNames.ETAG, page.tag())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE)
                .set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT)
                .set("x-content-type-options", "nosniff");
        send(ctx, response, page.contentType(), page.content().length);
    }

    private void scrape(ChannelHandlerContext ctx, boolean head) {
        try {
            context.scrapes().execute(() -> {
                String metrics = context.metrics().scrape();
                ctx.executor().execute(() -> answer(ctx, HttpResponseStatus.OK, WsMetrics.CONTENT_TYPE, metrics, head));
            });
        } catch (RejectedExecutionException e) {
            refuse(ctx, WsCounter.SCRAPES_REFUSED, HttpResponseStatus.SERVICE_UNAVAILABLE);
        }
    }

    private void tryUpgrade(ChannelHandlerContext ctx, FullHttpRequest request, String path, String query) {
        HttpResponseStatus fault = faultOf(request);
        if (!WEBSOCKET_PATHS.contains(path)) {
            refuse(ctx, WsCounter.REFUSED_BAD_REQUEST, HttpResponseStatus.NOT_FOUND);
        } else if (fault != null) {
            refuse(ctx, WsCounter.REFUSED_BAD_REQUEST, fault);
        } else if (!originAllowed(request)) {
            refuse(ctx, WsCounter.REFUSED_ORIGIN, HttpResponseStatus.FORBIDDEN);
        } else if (!context.isReady()) {
            refuse(ctx, WsCounter.REFUSED_NOT_READY, HttpResponseStatus.SERVICE_UNAVAILABLE);
        } else {
            InetAddress address = addressOf(ctx.channel());
            switch (context.gate().tryEnter(address)) {
                case TOO_MANY -> refuse(ctx, WsCounter.REFUSED_CONNECTIONS, HttpResponseStatus.SERVICE_UNAVAILABLE);
                case TOO_MANY_OF_ADDRESS ->
                    refuse(ctx, WsCounter.REFUSED_ADDRESS, HttpResponseStatus.SERVICE_UNAVAILABLE);
                case ADMITTED -> {
                    ctx.channel()
                            .closeFuture()
                            .addListener(closed -> context.gate().leave(address));
                    upgrade(ctx, request, new Handshake(path, query, headersOf(request), address.getHostAddress()));
                }
            }
        }
    }

    private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request, Handshake handshake) {
        Channel channel = ctx.channel();
        ChannelPipeline pipeline = ctx.pipeline();
        WsConfig config = context.config();
        WsConnection connection = new WsConnection(channel, gateway, context.metrics(), config);
        WebSocketDecoderConfig decoding = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(config.limits().maxFrameBytes())
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .build();
        long pingIntervalMs = config.timeouts().pingInterval().toMillis();
        pipeline.addFirst(connection.deadline());
        pipeline.addFirst(new IdleStateHandler(pingIntervalMs, 0, 0, TimeUnit.MILLISECONDS));
        pipeline.addLast(new Utf8FrameValidator(false), connection);
        pipeline.remove(this);
        new WebSocketServerHandshaker13(handshake.path(), null, decoding)
                .handshake(channel, request)
                .addListener(written -> {
                    timeout.cancel(false);
                    if (written.isSuccess()) {
                        connection.open(handshake);
                    } else {
                        channel.close();
                    }
                });
    }

    /** What is wrong with an upgrade, or {@code null}. */
    private static HttpResponseStatus faultOf(FullHttpRequest request) {
        var headers = request.headers();
        if (!request.method().equals(HttpMethod.GET)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                || !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
            return HttpResponseStatus.BAD_REQUEST;
        }
        if (!VERSION_13.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return HttpResponseStatus.UPGRADE_REQUIRED;
        }
        return null;
    }

    /** A request without an origin comes from no browser, so that no page of somebody else can be behind it. */
    private boolean originAllowed(FullHttpRequest request) {
        Set<String> allowed = context.config().origins();
        List<String> origins = request.headers().getAll(HttpHeaderNames.ORIGIN);
        if (allowed.isEmpty() || origins.isEmpty()) {
            return true;
        }
        return origins.size() == 1 && allowed.contains(origins.get(0).toLowerCase(Locale.ROOT));
    }

    private static Map<String, String> headersOf(FullHttpRequest request) {
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach(header -> headers.merge(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue(),
                        (first, second) -> first + ", " + second));
        return headers;
    }

    private static InetAddress addressOf(Channel channel) {
        return ((InetSocketAddress) channel.remoteAddress()).getAddress();
    }

    private void refuse(ChannelHandlerContext ctx, WsCounter counter, HttpResponseStatus status) {
        context.metrics().increment(counter);
        answer(ctx, status, TEXT, status.reasonPhrase() + "\n", false);
    }

    private static void answer(
            ChannelHandlerContext ctx, HttpResponseStatus status, String contentType, String text, boolean head) {
        ByteBuf body = ByteBufUtil.writeUtf8(ctx.alloc(), text);
        int length = body.readableBytes();
        if (head) {
            body.release();
            body = Unpooled.EMPTY_BUFFER;
        }
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION_13);
        }
        send(ctx, response, contentType, length);
    }

    private static void send(ChannelHandlerContext ctx, FullHttpResponse response, String contentType, int length) {
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CONTENT_LENGTH, length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
