package io.canyon.aeron.client;

/** What a {@link RoomsSession} counts. */
public enum RoomsCounter {
    /** Attempts to connect. */
    ATTEMPTS,
    /** Sessions that the server has opened. */
    SESSIONS,
    /** Sessions that were lost or ended by the server. */
    LOST_SESSIONS,
    /** Messages that were put off or refused, because the stream to the server was full. */
    BUSY,
    /** Edits that were sent again behind a reconnect. */
    REPEATED_EDITS,
    /** Times that a room was asked again, because versions were missing. */
    GAPS,
    /** Messages that made no sense. */
    MALFORMED,
    /** Handlers and listeners that threw. */
    HANDLER_FAILURES
}
