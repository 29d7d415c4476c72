package io.canyon.engine.spi;

import java.util.Objects;

/**
 * That a session may enter, and how. Immutable.
 *
 * @param permission what it may do
 * @param metadata the embedder's own, shown with the session; the engine neither reads nor stores it. Null: none
 */
public record Admission(Permission permission, Object metadata) {
    /** May read and write, without metadata. */
    public static final Admission READ_WRITE = new Admission(Permission.READ_WRITE, null);

    /** May only read, without metadata. */
    public static final Admission READ_ONLY = new Admission(Permission.READ_ONLY, null);

    public Admission {
        Objects.requireNonNull(permission, "permission");
    }

    /** The same permission with metadata. */
    public Admission withMetadata(Object newMetadata) {
        return new Admission(permission, newMetadata);
    }
}
