package io.canyon.engine.dialect.canvas;

import java.nio.charset.StandardCharsets;

/** Words of the wire that both directions know. */
final class CanvasText {
    static final byte[] EXISTS = ascii("_exists");
    static final byte[] BUF = ascii("__buf");
    static final byte[] LEN = ascii("len");
    static final byte[] RUNS = ascii("runs");

    static final int PROTOCOL_VERSION = 2;

    private CanvasText() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
