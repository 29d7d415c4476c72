package io.canyon.engine.spi;

import org.agrona.DirectBuffer;

/** Turns text into frames of a transport. Called on the I/O thread of the gateway that it was given to. */
@FunctionalInterface
public interface FrameFactory {
    /** Builds a frame around a copy of {@code length} bytes of UTF-8. */
    Frame frame(DirectBuffer text, int offset, int length);
}
