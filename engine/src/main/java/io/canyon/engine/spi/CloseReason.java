package io.canyon.engine.spi;

/** Why the engine ends a session. */
public enum CloseReason {
    /** The authenticator refused. */
    UNAUTHORIZED(1, 1008),
    /** Too many frames that are no messages of the wire. */
    MALFORMED(2, 1008),
    /** A limit of the engine: sessions of a room, rooms, bytes that wait. */
    LIMIT(3, 1013),
    /** The room cannot be loaded. */
    UNAVAILABLE(4, 1013),
    /** The engine stops. */
    SHUTDOWN(5, 1001),
    /** The embedder ended the session. */
    REMOVED(6, 1008),
    /** The embedder closed the room. */
    ROOM_CLOSED(7, 1001),
    /** A newer connection of the same id has taken its place. */
    REPLACED(8, 4001),
    /** The room is of another kind: records for one wire, one document for the other. */
    OTHER_KIND(9, 1008);

    private static final CloseReason[] VALUES = values();

    private final int code;
    private final int webSocketCode;

    CloseReason(int code, int webSocketCode) {
        this.code = code;
        this.webSocketCode = webSocketCode;
    }

    /** The number that stands for it inside the engine. */
    public int code() {
        return code;
    }

    /** The code that a WebSocket closes with. */
    public int webSocketCode() {
        return webSocketCode;
    }

    /** The reason of a {@link #code}. */
    public static CloseReason of(int code) {
        return VALUES[code - 1];
    }
}
