package io.canyon.engine.spi;

/** What a session may do in a room. */
public enum Permission {
    READ_ONLY(0),
    READ_WRITE(1);

    private final int code;

    Permission(int code) {
        this.code = code;
    }

    /** The number that stands for it inside the engine. */
    public int code() {
        return code;
    }

    /** The permission of a {@link #code}; what nobody knows may read only. */
    public static Permission of(int code) {
        return code == READ_WRITE.code ? READ_WRITE : READ_ONLY;
    }
}
