package io.canyon.engine.spi;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The binary wire of a transport, as the engine writes it: each method writes one message from the start of an
 * expandable {@code target} on and returns its length in bytes. Called on the I/O thread of the gateway that it was
 * given to. Buffers that are handed over are filled by what they hold, and good during the call; deltas, documents and
 * presence are Smile, without header and without shared names or values. A message for a whole room is written once,
 * however many connections get it.
 */
public interface ServiceWire {
    int joined(ServiceJoined joined, MutableDirectBuffer target);

    /** A part of the document that a {@link ServiceJoined.Contents#CHUNKS} announced. */
    int stateChunk(long roomId, int totalBytes, int offsetBytes, DirectBuffer chunk, MutableDirectBuffer target);

    /**
     * The client's edit has reached the durability level.
     *
     * @param delta what was applied, if it is not what was sent; empty: it changed nothing; null: as it was sent
     */
    int ack(long roomId, long sequence, long version, DirectBuffer delta, MutableDirectBuffer target);

    /**
     * Somebody else's edit, as it was applied.
     *
     * @param delta empty: it changed nothing
     */
    int edit(
            long roomId,
            long version,
            DirectBuffer clientId,
            DirectBuffer userId,
            DirectBuffer delta,
            MutableDirectBuffer target);

    /**
     * The client's edit was not applied.
     *
     * @param version of the room
     * @param message for people, in UTF-8
     */
    int reject(
            long roomId,
            long sequence,
            RejectCode code,
            long version,
            DirectBuffer message,
            MutableDirectBuffer target);

    int entered(long roomId, DirectBuffer clientId, DirectBuffer userId, MutableDirectBuffer target);

    int left(long roomId, DirectBuffer clientId, DirectBuffer userId, MutableDirectBuffer target);

    int presence(
            long roomId, DirectBuffer clientId, DirectBuffer userId, DirectBuffer presence, MutableDirectBuffer target);

    int permission(long roomId, Permission permission, MutableDirectBuffer target);

    /**
     * The service is not in a room, or not any more, or what it asked of one was not done.
     *
     * @param isOver whether the service is not in the room from here on
     */
    int refused(int handle, ServiceError error, boolean isOver, String message, MutableDirectBuffer target);
}
