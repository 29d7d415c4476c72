package io.canyon.aeron.client;

/** How a {@link RoomLink} stands to its room. */
public enum LinkState {
    /** There is no session; the room is entered again as soon as there is one. */
    WAITING,
    /** The room has been asked, or will be as soon as the stream takes it. */
    JOINING,
    /** In the room: edits go out and come in. */
    LIVE,
    /** The room would not have it now; the next attempt follows by itself. */
    BACKING_OFF,
    /** The room has refused it. Nothing follows until there are new credentials. */
    REFUSED,
    /** Left, or the session is closed; for ever. */
    LEFT
}
