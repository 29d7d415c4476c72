package io.canyon.engine.dialect;

import io.canyon.engine.room.Output;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Codec between the frames of one wire and commands and outputs. Not thread-safe: one instance per I/O thread. Frames
 * and outputs belong to the caller and are not kept after a call.
 */
public interface Dialect {
    /**
     * Decodes one frame. Whatever a peer sends ends in a result, never in an exception.
     *
     * @param sessionId stands in the command
     * @param target takes the command; an expandable buffer, as an edit may be larger than its text
     * @param targetOffset where the command starts
     */
    DecodeResult decode(
            long sessionId, DirectBuffer frame, int offset, int length, MutableDirectBuffer target, int targetOffset);

    /** Length of the command that the last {@link #decode} wrote. */
    int commandLengthBytes();

    /** The answer after {@link DecodeResult#REPLY}: UTF-8 text that fills the buffer. Not to be changed. */
    DirectBuffer reply();

    /** The credentials after {@link DecodeResult#AUTH_REFRESH}. */
    String token();

    /**
     * Writes the frame that tells {@code output}, as UTF-8 text from the start of {@code target} on.
     *
     * @param target an expandable buffer
     * @return length in bytes; 0 when this wire has no frame for such an output, or none for an empty change
     */
    int encode(Output output, MutableDirectBuffer target);

    /**
     * Writes the edits of {@code output}, whatever its type, as a frame with the state of what they name.
     *
     * @return length in bytes; 0 when both edits are empty
     */
    int encodeChanges(Output output, MutableDirectBuffer target);

    /** Writes the frame with the number of sessions in the room; returns its length in bytes. */
    int encodeCount(int count, MutableDirectBuffer target);
}
