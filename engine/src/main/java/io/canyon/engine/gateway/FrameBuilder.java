package io.canyon.engine.gateway;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.shard.Counters;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.FrameFactory;
import io.canyon.engine.spi.SharedText;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Builds the frames of one I/O thread, from a text that is written here first. */
final class FrameBuilder {
    private static final int INITIAL_BYTES = 4096;
    private static final int KEPT_BYTES = 4 << 20;

    private final FrameFactory factory;
    private final Counters counters;
    private ExpandableArrayBuffer text = new ExpandableArrayBuffer(INITIAL_BYTES);

    FrameBuilder(FrameFactory factory, Counters counters) {
        this.factory = factory;
        this.counters = counters;
    }

    /** Takes the text of the next frame, from offset 0 on. */
    ExpandableArrayBuffer text() {
        return text;
    }

    /** Takes a text that fills its buffer; returns its length. */
    int copy(DirectBuffer source) {
        text.putBytes(0, source, 0, source.capacity());
        return source.capacity();
    }

    /** A frame of the text, for one connection; the caller's to release. */
    Frame frame(int length) {
        counters.increment(EngineCounter.FRAMES_BUILT);
        return factory.frame(text, 0, length);
    }

    /** A frame of the text, for many connections; the caller's to release. */
    Frame sharedFrame(int length) {
        counters.increment(EngineCounter.FRAMES_BUILT);
        return factory.sharedFrame(text, 0, length);
    }

    /** Text that several frames have in common; the caller's to release. */
    SharedText share(int length) {
        return factory.share(text, 0, length);
    }

    /**
     * A frame for one connection, of a head that stands in the text, shared text but for a part, and a tail that stands
     * behind the head; the caller's to release.
     */
    Frame compose(int headLength, int tailLength, SharedText shared, int leftOutOffset, int leftOutLength) {
        counters.increment(EngineCounter.FRAMES_BUILT);
        return factory.compose(text, headLength, tailLength, shared, leftOutOffset, leftOutLength);
    }

    /** One large room must not keep its memory for ever. */
    void trim() {
        if (text.capacity() > KEPT_BYTES) {
            text = new ExpandableArrayBuffer(INITIAL_BYTES);
        }
    }
}
