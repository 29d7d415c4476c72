package io.canyon.engine.room;

/** What a room's tree is. The first session, or the first edit, decides; it never changes. */
public enum RoomKind {
    /** Key -> component -> field, for the canvas wire. */
    RECORDS(0),
    /** One JSON value of any shape, for the echo wire. */
    DOCUMENT(1);

    private static final RoomKind[] VALUES = values();

    private final int code;

    RoomKind(int code) {
        this.code = code;
    }

    /** The number that stands for it in journals, snapshots and commands. */
    public int code() {
        return code;
    }

    /** @throws IllegalArgumentException when there is no such kind */
    public static RoomKind of(int code) {
        if (code < 0 || code >= VALUES.length) {
            throw new IllegalArgumentException("unknown kind of room: code=" + code);
        }
        return VALUES[code];
    }
}
