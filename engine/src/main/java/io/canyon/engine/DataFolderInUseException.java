package io.canyon.engine;

import java.io.IOException;
import java.nio.file.Path;

/** Somebody else works in the data folder. */
public final class DataFolderInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param cause what kept it from being locked, or null */
    public DataFolderInUseException(Path path, Throwable cause) {
        super("data folder is in use: path=" + path, cause);
    }
}
