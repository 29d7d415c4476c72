package io.canyon.aeron.client;

/** How a {@link RoomsSession} stands to its server. */
public enum SessionState {
    /** Streams are being made, and the server is asked. */
    CONNECTING,
    /** The server has answered: rooms can be entered. */
    LIVE,
    /** The session was lost, or could not be made; the next attempt follows by itself. */
    BACKING_OFF,
    /** Closed, by its user or because going on makes no sense; for ever. */
    CLOSED
}
