package io.canyon.engine.spi;

import org.agrona.DirectBuffer;

/**
 * Turns text, or the messages of a transport's own wire, into its frames. Called on the I/O thread of the gateway that
 * it was given to.
 */
@FunctionalInterface
public interface FrameFactory {
    /** Builds a frame around a copy of {@code length} bytes: of UTF-8, unless the wire is the transport's own. */
    Frame frame(DirectBuffer text, int offset, int length);

    /**
     * Like {@link #frame}, for a frame that many connections are sent. A transport may lay such frames side by side, so
     * that a connection that is sent several in a row writes them as one.
     */
    default Frame sharedFrame(DirectBuffer text, int offset, int length) {
        return frame(text, offset, length);
    }
}
