package io.canyon.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * As little of a WebSocket client as a load needs, so that it takes as little as possible of the machine that it shares
 * with the server: frames are looked at where they lie. Masks are zero, which leaves the text as it is.
 */
final class WsClient extends ByteToMessageDecoder {
    /** What happens on the connection; called on its event loop. */
    interface Listener {
        /** One text frame, which lies in {@code bytes} during the call only; its read began at {@code nowNs}. */
        void onText(ByteBuf bytes, int start, int length, long nowNs);

        /** The connection ended without being asked to. */
        void onLost(String reason);
    }

    private enum State {
        UPGRADING,
        OPEN,
        CLOSED
    }

    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MASK_BYTES = 4;
    private static final int MAX_HEADER_BYTES = 4 + MASK_BYTES;

    private final String request;
    private final Listener listener;
    private State state = State.UPGRADING;
    private ChannelHandlerContext context;
    private boolean isDirty;
    private boolean isReading;
    private long nowNs;

    WsClient(LoadPlan plan, String query, Listener listener) {
        this.request = "GET /?" + query + " HTTP/1.1\r\nHost: " + plan.url().getHost() + ":" + plan.port()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: bG9hZC1vZi1hLXNlcnZlcg==\r\n\r\n";
        this.listener = listener;
    }

    /** Writes a text frame; it leaves at the end of the read at hand, or at once when there is none. */
    void send(Consumer<ByteBuf> writer) {
        if (state != State.OPEN) {
            return;
        }
        ByteBuf frame = context.alloc().buffer(256);
        frame.writeZero(MAX_HEADER_BYTES);
        writer.accept(frame);
        putHeader(frame, frame.writerIndex() - MAX_HEADER_BYTES);
        context.write(frame, context.voidPromise());
        isDirty = true;
    }

    void flush() {
        if (isDirty && !isReading && state == State.OPEN) {
            isDirty = false;
            context.flush();
        }
    }

    /** While it does not read, what it is sent waits in the kernel, and then at the server. */
    void setReading(boolean reading) {
        context.channel().config().setAutoRead(reading);
    }

    void close() {
        if (state == State.OPEN) {
            state = State.CLOSED;
            context.writeAndFlush(control(CLOSE, 0)).addListener(done -> context.close());
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        ctx.writeAndFlush(ctx.alloc().buffer().writeBytes(request.getBytes(StandardCharsets.US_ASCII)));
        super.channelActive(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        isReading = true;
        nowNs = LoadClock.nowNs();
        super.channelRead(ctx, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        isReading = false;
        flush();
        super.channelReadComplete(ctx);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (state == State.UPGRADING) {
            upgrade(in);
        }
        while (state == State.OPEN && readFrame(in)) {
            // Each call takes one frame.
        }
        if (state == State.CLOSED) {
            in.skipBytes(in.readableBytes());
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        lose("connection ended");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            lose(cause.getMessage());
        } else {
            lose(cause.toString());
        }
        ctx.close();
    }

    private void upgrade(ByteBuf in) {
        String answer = in.toString(StandardCharsets.US_ASCII);
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            return;
        }
        in.skipBytes(end + 4);
        if (answer.startsWith("HTTP/1.1 101 ")) {
            state = State.OPEN;
        } else {
            lose(answer.substring(0, answer.indexOf("\r\n")));
            context.close();
        }
    }

    /** False when the frame has not come in whole. */
    private boolean readFrame(ByteBuf in) {
        int readable = in.readableBytes();
        int at = in.readerIndex();
        if (readable < 2) {
            return false;
        }
        int length = in.getByte(at + 1) & 0x7F;
        int header = 2;
        if (length == LENGTH_16) {
            header = 4;
            length = readable < header ? 0 : in.getUnsignedShort(at + 2);
        } else if (length == LENGTH_64) {
            header = 10;
            length = readable < header ? 0 : Math.toIntExact(in.getLong(at + 2));
        }
        if (readable < header || readable - header < length) {
            return false;
        }
        int code = in.getByte(at) & 0xF;
        if (code == TEXT) {
            listener.onText(in, at + header, length, nowNs);
        } else if (code == PING) {
            context.write(control(PONG, length).writeBytes(in, at + header, length), context.voidPromise());
            isDirty = true;
        } else if (code == CLOSE) {
            lose(length < 2 ? "closed" : "closed: code=" + in.getUnsignedShort(at + header));
            context.close();
        }
        in.skipBytes(header + length);
        return true;
    }

    /** Puts the header right before the text; a server refuses a length that is written longer than need be. */
    private static void putHeader(ByteBuf frame, int length) {
        boolean isShort = length < LENGTH_16;
        int start = isShort ? 2 : 0;
        frame.readerIndex(start);
        frame.setByte(start, FINAL | TEXT);
        frame.setByte(start + 1, MASKED | (isShort ? length : LENGTH_16));
        if (!isShort) {
            frame.setShort(2, length);
        }
    }

    private ByteBuf control(int code, int length) {
        return context.alloc()
                .buffer(2 + MASK_BYTES + length)
                .writeByte(FINAL | code)
                .writeByte(MASKED | length)
                .writeInt(0);
    }

    private void lose(String reason) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            listener.onLost(reason);
        }
    }
}
