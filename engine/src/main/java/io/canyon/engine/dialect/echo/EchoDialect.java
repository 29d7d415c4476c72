package io.canyon.engine.dialect.echo;

import io.canyon.engine.dialect.Dialect;
import io.canyon.engine.room.Output;
import io.canyon.engine.spi.RejectCode;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Codec of the echo wire. Not thread-safe: one instance per I/O thread. Frames and outputs belong to the caller and are
 * not kept after a call, but for the document of {@link #readState}.
 */
public final class EchoDialect implements Dialect {
    public static final String NAME = "echo";

    private static final int INITIAL_BYTES = 4096;
    private static final int KEPT_BYTES = 4 << 20;

    private final EchoFrame frame;
    private final EchoEncoder encoder = new EchoEncoder();
    private ExpandableArrayBuffer document = new ExpandableArrayBuffer(INITIAL_BYTES);
    private int documentLengthBytes;

    /**
     * @param maxDepth deepest nesting of a frame, the frame itself counted
     * @param maxEditBytes longest edit that a delta may become
     */
    public EchoDialect(int maxDepth, int maxEditBytes) {
        frame = new EchoFrame(maxDepth, maxEditBytes);
    }

    /** The frame that was read last, or is to be read. */
    public EchoFrame frame() {
        return frame;
    }

    @Override
    public int encode(Output output, DirectBuffer room, MutableDirectBuffer target) {
        return encoder.encode(output, room, target);
    }

    /** Takes the document of a STATE, for all the frames that are written with it. */
    public void readState(Output state) {
        documentLengthBytes = encoder.document(state, document);
    }

    /**
     * Writes a PENDING WELCOME with the document of the last {@link #readState}.
     *
     * @param version version of the document
     */
    public int encodeWelcome(Output welcome, long version, DirectBuffer room, MutableDirectBuffer target) {
        return encoder.welcome(welcome, version, document, documentLengthBytes, room, target);
    }

    /** Lets go the document of the last {@link #readState}. */
    public void forgetState() {
        documentLengthBytes = 0;
        if (document.capacity() > KEPT_BYTES) {
            document = new ExpandableArrayBuffer(INITIAL_BYTES);
        }
    }

    /**
     * Writes a {@code reject} of what never came to its room.
     *
     * @param version version that the session was last sent
     */
    public int encodeReject(
            long seq, RejectCode code, String message, long version, DirectBuffer room, MutableDirectBuffer target) {
        return encoder.reject(seq, code, message, version, room, target);
    }

    /** @param room null to leave it out */
    public int encodeError(EchoError code, String message, DirectBuffer room, MutableDirectBuffer target) {
        return encoder.error(code, message, room, target);
    }
}
