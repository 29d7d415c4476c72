package io.canyon.engine;

/** What was asked of a room was not done. */
public final class RoomException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    /** Why. */
    public enum Code {
        /** The session or the engine is closed. */
        CLOSED,
        /** The room cannot be loaded or saved, or begin as it should. */
        UNAVAILABLE,
        /** A limit of the engine: rooms, sessions of a room, memory. */
        LIMIT,
        /** Too much is under way already: try again when some of it is done. */
        BUSY,
        /** The room has other options. */
        OTHER_OPTIONS,
        /** The engine has failed. */
        FAILED
    }

    public RoomException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
