package io.canyon.engine.spi;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

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

    /**
     * Takes a copy of text that several frames have in common. A transport that overrides this and {@link #compose},
     * always both, keeps it once, however long its connections take for their frames.
     */
    default SharedText share(DirectBuffer text, int offset, int length) {
        return new CopiedText(text, offset, length);
    }

    /**
     * Builds a frame for one connection: a head, shared text with a part left out, and a tail.
     *
     * @param text has the head at its start, and the tail right behind it
     * @param shared made by this factory's {@link #share}
     * @param leftOutOffset where the part begins that is left out
     * @param leftOutLength its length, may be 0
     */
    default Frame compose(
            DirectBuffer text,
            int headLength,
            int tailLength,
            SharedText shared,
            int leftOutOffset,
            int leftOutLength) {
        byte[] body = ((CopiedText) shared).bytes();
        int rest = leftOutOffset + leftOutLength;
        UnsafeBuffer whole = new UnsafeBuffer(new byte[headLength + body.length - leftOutLength + tailLength]);
        whole.putBytes(0, text, 0, headLength);
        whole.putBytes(headLength, body, 0, leftOutOffset);
        whole.putBytes(headLength + leftOutOffset, body, rest, body.length - rest);
        whole.putBytes(whole.capacity() - tailLength, text, headLength, tailLength);
        return frame(whole, 0, whole.capacity());
    }
}
