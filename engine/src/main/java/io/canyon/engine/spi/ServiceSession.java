package io.canyon.engine.spi;

import org.agrona.DirectBuffer;

/**
 * The engine's side of one {@link ServiceConnection}: takes what a service asks, for any number of rooms. Every method
 * is called on the connection's I/O thread; buffers are the caller's again when it returns. What a service may not ask,
 * or not now, is answered on the wire. Smile is any that Jackson writes; what is none counts as malformed.
 */
public interface ServiceSession {
    void join(ServiceJoin join);

    /**
     * Changes the document of a room.
     *
     * @param sequence counts this client's edits in the room, from 1, and names one edit for ever
     * @param base version that the edit was made for, or -1: it is for the document of the moment
     * @param smile holds the edit, {@code length} bytes from {@code offset} on
     */
    void edit(int handle, long sequence, long base, EditForm form, DirectBuffer smile, int offset, int length);

    /** Replaces what the service shows of itself in a room: one Smile object. */
    void presence(int handle, DirectBuffer smile, int offset, int length);

    /** Shows new credentials in a room. */
    void authenticate(int handle, Credentials credentials);

    /** Leaves a room; the connection stays. */
    void leave(int handle);

    /** Something came that is no message of the wire: it is counted, and the connection closes. */
    void onMalformed(String problem);

    /** The connection's unsent bytes went down. */
    void onDrained();

    /** The connection is gone. Nothing is called on it afterwards. */
    void onClosed();
}
