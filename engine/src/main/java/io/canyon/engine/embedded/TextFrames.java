package io.canyon.engine.embedded;

import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.FrameFactory;
import io.canyon.engine.spi.SharedText;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * Frames as text on the heap, decoded once for all that get it. One that is composed becomes text when its socket takes
 * it: until then what many are sent is there once.
 */
final class TextFrames implements FrameFactory {
    private record Whole(String text, int lengthBytes) implements TextFrame {}

    private record Shared(byte[] utf8) implements SharedText {
        @Override
        public int lengthBytes() {
            return utf8.length;
        }

        @Override
        public void release() {
            // The collector's.
        }
    }

    private record Composed(String head, String tail, byte[] utf8, int leftOut, int rest, int lengthBytes)
            implements TextFrame {
        @Override
        public String text() {
            return head
                    + new String(utf8, 0, leftOut, StandardCharsets.UTF_8)
                    + new String(utf8, rest, utf8.length - rest, StandardCharsets.UTF_8)
                    + tail;
        }
    }

    @Override
    public Frame frame(DirectBuffer text, int offset, int length) {
        return new Whole(text(text, offset, length), length);
    }

    @Override
    public SharedText share(DirectBuffer text, int offset, int length) {
        return new Shared(bytes(text, offset, length));
    }

    @Override
    public Frame compose(
            DirectBuffer text,
            int headLength,
            int tailLength,
            SharedText shared,
            int leftOutOffset,
            int leftOutLength) {
        byte[] utf8 = ((Shared) shared).utf8();
        return new Composed(
                text(text, 0, headLength),
                text(text, headLength, tailLength),
                utf8,
                leftOutOffset,
                leftOutOffset + leftOutLength,
                headLength + tailLength + utf8.length - leftOutLength);
    }

    private static String text(DirectBuffer text, int offset, int length) {
        return new String(bytes(text, offset, length), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(DirectBuffer text, int offset, int length) {
        byte[] utf8 = new byte[length];
        text.getBytes(offset, utf8);
        return utf8;
    }
}
