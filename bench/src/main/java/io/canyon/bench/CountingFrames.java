package io.canyon.bench;

import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.FrameFactory;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;

/** Frames of no network: one buffer into which each text is copied, as a transport copies it into its own. */
final class CountingFrames implements FrameFactory, Frame {
    private final ExpandableDirectByteBuffer bytes = new ExpandableDirectByteBuffer(4096);
    private int lengthBytes;

    @Override
    public Frame frame(DirectBuffer text, int offset, int length) {
        bytes.putBytes(0, text, offset, length);
        lengthBytes = length;
        return this;
    }

    @Override
    public int lengthBytes() {
        return lengthBytes;
    }

    @Override
    public void release() {
        // The next frame takes its place.
    }

    String text() {
        byte[] copy = new byte[lengthBytes];
        bytes.getBytes(0, copy);
        return new String(copy, StandardCharsets.UTF_8);
    }
}
