package io.canyon.engine.spi;

/** Why a service is not, or no more, in a room, or why what it asked was not done. */
public enum ServiceError {
    /** The authenticator refused, or the embedder ended the session. */
    FORBIDDEN,
    /** The handle names no room that the service is in. */
    NOT_JOINED,
    /** A limit of the engine. */
    LIMIT,
    /** The embedder closed the room. */
    ROOM_CLOSED,
    /** The room cannot be loaded, or the engine stops. */
    UNAVAILABLE,
    /** What was sent makes no sense. */
    MALFORMED,
    /** The session is out of date: a newer connection of the client's name is in the room. */
    REPLACED
}
