package io.canyon.engine.room;

/** What a session may do in a room. */
public enum Permission {
    READ_ONLY(0),
    READ_WRITE(1);

    private final int code;

    Permission(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Permission of(int code) {
        return code == READ_WRITE.code ? READ_WRITE : READ_ONLY;
    }
}
