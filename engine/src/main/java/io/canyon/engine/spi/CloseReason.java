package io.canyon.engine.spi;

/** Why the engine ends a session. */
public enum CloseReason {
    /** The authenticator refused. */
    UNAUTHORIZED(1),
    /** Too many frames that are no messages of the wire. */
    MALFORMED(2),
    /** A limit of the engine: sessions of a room, rooms, bytes that wait. */
    LIMIT(3),
    /** The room cannot be loaded. */
    UNAVAILABLE(4),
    /** The engine stops. */
    SHUTDOWN(5),
    /** The embedder ended the session. */
    REMOVED(6),
    /** The embedder closed the room. */
    ROOM_CLOSED(7);

    private static final CloseReason[] VALUES = values();

    private final int code;

    CloseReason(int code) {
        this.code = code;
    }

    /** The number that stands for it inside the engine. */
    public int code() {
        return code;
    }

    /** The reason of a {@link #code}. */
    public static CloseReason of(int code) {
        return VALUES[code - 1];
    }
}
