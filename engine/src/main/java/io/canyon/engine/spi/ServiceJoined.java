package io.canyon.engine.spi;

import org.agrona.DirectBuffer;

/** That a service is in a room, and the state of the room. Good during the call that hands it over. */
public interface ServiceJoined {
    /** How the state is told. */
    enum Contents {
        /** The service has it already. */
        NOTHING_NEW,
        /** {@link #contents} is the delta, in Smile, from {@link #from} to {@link #version}. */
        DELTA,
        /** {@link #contents} is the document, in Smile. */
        DOCUMENT,
        /**
         * The document, in Smile, follows in chunks, {@link #totalBytes} in all; nothing later comes before its end.
         */
        CHUNKS
    }

    /** The service's number for the room. */
    int handle();

    /** The number by which the wire names the room from here on; good until it is told another. */
    long roomId();

    long version();

    /** The version that the service said it has, if it is brought up from there; else -1. */
    long from();

    /** The last edit of this client that the room has applied; 0: none yet; -1: forgotten. */
    long sequence();

    Permission permission();

    RoomKind kind();

    /** Whether it answers a join; else it ends a lag. */
    boolean isAsked();

    Contents contentsKind();

    /** In Smile, which fills the buffer; empty where there is nothing to tell, or it comes in chunks. */
    DirectBuffer contents();

    /** Length of the document if it comes in chunks, else that of {@link #contents}. */
    int totalBytes();

    /**
     * The others: a Smile array of {@code {"id":,"userId":,"presence":}}, presence only if shown; it fills the buffer.
     */
    DirectBuffer members();
}
