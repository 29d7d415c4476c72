package io.canyon.engine.spi;

/** What a room holds. What a new room begins with, or the first who enters it, decides it for good. */
public enum RoomKind {
    /** Records of fields by key, which canvas editors edit; others see one object of objects. */
    RECORDS(0),
    /** One JSON document of any shape. */
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
