package io.canyon.engine.embedded;

import io.canyon.engine.spi.Frame;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/** A frame as text on the heap, decoded once for all that get it. */
public final class TextFrame implements Frame {
    private final String text;
    private final int lengthBytes;

    private TextFrame(String text, int lengthBytes) {
        this.text = text;
        this.lengthBytes = lengthBytes;
    }

    static TextFrame of(DirectBuffer text, int offset, int length) {
        byte[] utf8 = new byte[length];
        text.getBytes(offset, utf8);
        return new TextFrame(new String(utf8, StandardCharsets.UTF_8), length);
    }

    public String text() {
        return text;
    }

    /** As UTF-8. */
    @Override
    public int lengthBytes() {
        return lengthBytes;
    }

    @Override
    public void release() {
        // The collector's.
    }
}
