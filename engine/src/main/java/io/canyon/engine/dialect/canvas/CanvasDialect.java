package io.canyon.engine.dialect.canvas;

import io.canyon.engine.dialect.DecodeResult;
import io.canyon.engine.dialect.Dialect;
import io.canyon.engine.room.Output;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Codec of the canvas wire. Not thread-safe: one instance per I/O thread. */
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

    @Override
    public DecodeResult decode(
            long sessionId, DirectBuffer frame, int offset, int length, MutableDirectBuffer target, int targetOffset) {
        if (!decoder.read(frame, offset, length)) {
            return DecodeResult.MALFORMED;
        }
        return decoder.decode(sessionId, target, targetOffset);
    }

    @Override
    public int commandLengthBytes() {
        return decoder.commandLengthBytes();
    }

    @Override
    public DirectBuffer reply() {
        return reply;
    }

    @Override
    public String token() {
        return decoder.token();
    }

    @Override
    public int encode(Output output, MutableDirectBuffer target) {
        return encoder.encode(output, target);
    }

    @Override
    public int encodeChanges(Output output, MutableDirectBuffer target) {
        return encoder.encodeChanges(output, target);
    }

    @Override
    public int encodeCount(int count, MutableDirectBuffer target) {
        return encoder.encodeCount(count, target);
    }
}
