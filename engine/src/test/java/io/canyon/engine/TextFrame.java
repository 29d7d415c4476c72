package io.canyon.engine;

import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.FrameFactory;

/** A frame of the connections of tests: its text. */
public record TextFrame(String text, int lengthBytes) implements Frame {
    public static final FrameFactory FACTORY =
            (text, offset, length) -> new TextFrame(text.getStringWithoutLengthUtf8(offset, length), length);

    public static String textOf(Frame frame) {
        return ((TextFrame) frame).text;
    }

    @Override
    public void release() {
        // The collector's.
    }
}
