package io.canyon.engine.dialect;

import io.canyon.engine.room.Output;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The codec of one wire, as far as all wires have it in common: what a room tells. Not thread-safe: one instance per
 * I/O thread. Outputs belong to the caller and are not kept after a call.
 */
public interface Dialect {
    /**
     * Writes the frame that tells {@code output}, as UTF-8 text from the start of {@code target} on.
     *
     * @param room name of the room in UTF-8, which fills the buffer
     * @param target an expandable buffer
     * @return length in bytes; 0 when this wire has no frame for such an output, or none for an empty change
     */
    int encode(Output output, DirectBuffer room, MutableDirectBuffer target);
}
