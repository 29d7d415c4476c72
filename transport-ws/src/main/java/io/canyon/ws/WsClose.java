package io.canyon.ws;

import io.canyon.engine.spi.CloseReason;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** What a close frame says. */
record WsClose(int code, String text) {
    static final WsClose GOING_AWAY = new WsClose(1001, "server stops");
    static final WsClose BINARY = new WsClose(1003, "text frames only");
    static final WsClose TOO_MANY_FRAGMENTS = new WsClose(1008, "too many fragments");
    static final WsClose TOO_SLOW = new WsClose(1008, "message took too long");
    static final WsClose TOO_MANY_PINGS = new WsClose(1008, "too many pings");
    static final WsClose TOO_LARGE = new WsClose(1009, "message too large");
    static final WsClose INTERNAL_ERROR = new WsClose(1011, "internal error");

    private static final int MAX_TEXT_BYTES = 123;

    WsClose {
        text = shorten(text);
    }

    static WsClose of(CloseReason reason, String text) {
        return new WsClose(reason.webSocketCode(), text);
    }

    /** Cuts the text at the last whole character that a close frame has room for. */
    private static String shorten(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_TEXT_BYTES);
        CharBuffer chars = CharBuffer.wrap(text);
        StandardCharsets.UTF_8.newEncoder().encode(chars, bytes, true);
        return text.substring(0, chars.position());
    }
}
