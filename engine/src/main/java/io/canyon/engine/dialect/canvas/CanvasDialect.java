package io.canyon.engine.dialect.canvas;

import io.canyon.engine.dialect.DecodeResult;
import io.canyon.engine.dialect.Dialect;
import io.canyon.engine.room.Output;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Codec of the canvas wire. Not thread-safe: one instance per I/O thread. Frames and outputs belong to the caller and
 * are not kept after a call.
 */
public final class CanvasDialect implements Dialect {
    public static final String NAME = "canvas";

    private static final byte[] VERSION_MISMATCH = CanvasText.ascii(
            "{\"type\":\"version-mismatch\",\"serverProtocolVersion\":" + CanvasText.PROTOCOL_VERSION + "}");

    private final DirectBuffer reply = new UnsafeBuffer(VERSION_MISMATCH.clone());
    private final FrameDecoder decoder;
    private final FrameEncoder encoder = new FrameEncoder();

    /**
     * @param maxDepth deepest nesting of a frame, the frame itself counted
     * @param maxBufferLength longest array that a buffer delta may make
     */
    public CanvasDialect(int maxDepth, int maxBufferLength) {
        decoder = new FrameDecoder(maxDepth, maxBufferLength);
    }

    /**
     * Decodes one frame. Whatever a peer sends ends in a result, never in an exception.
     *
     * @param sessionId stands in the command
     * @param target takes the command; an expandable buffer, as an edit may be larger than its text
     * @param targetOffset where the command starts
     */
    public DecodeResult decode(
            long sessionId, DirectBuffer frame, int offset, int length, MutableDirectBuffer target, int targetOffset) {
        if (!decoder.read(frame, offset, length)) {
            return DecodeResult.MALFORMED;
        }
        return decoder.decode(sessionId, target, targetOffset);
    }

    /** Length of the command that the last {@link #decode} wrote. */
    public int commandLengthBytes() {
        return decoder.commandLengthBytes();
    }

    /** The answer after {@link DecodeResult#REPLY}: UTF-8 text that fills the buffer. Not to be changed. */
    public DirectBuffer reply() {
        return reply;
    }

    /** The credentials after {@link DecodeResult#AUTH_REFRESH}. */
    public String token() {
        return decoder.token();
    }

    @Override
    public int encode(Output output, DirectBuffer room, MutableDirectBuffer target) {
        return encode(output, target);
    }

    /** The same: frames of this wire do not name their room. */
    public int encode(Output output, MutableDirectBuffer target) {
        return encoder.encode(output, target);
    }

    /**
     * Writes the edits of {@code output}, whatever its type, as a frame with the state of what they name.
     *
     * @return length in bytes; 0 when both edits are empty
     */
    public int encodeChanges(Output output, MutableDirectBuffer target) {
        return encoder.encodeChanges(output, target);
    }

    /** Writes the frame with the number of sessions in the room; returns its length in bytes. */
    public int encodeCount(int count, MutableDirectBuffer target) {
        return encoder.encodeCount(count, target);
    }
}
