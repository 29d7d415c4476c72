package io.canyon.engine.client;

/** How a {@link SyncClient} stands to its room. */
public enum SyncState {
    /** Nobody has asked it to join yet. */
    NEW,
    /** Without a connection; the next attempt follows by itself. */
    OFFLINE,
    /** A connection is being made. */
    CONNECTING,
    /** Connected; the room has not answered yet. */
    JOINING,
    /** In the room: edits go out and come in. */
    LIVE,
    /** The room has refused this user. Nothing follows until there are new credentials. */
    REFUSED,
    /** Closed by its user, for ever. */
    CLOSED
}
