package io.canyon.engine.dialect.jsonpatch;

/** A patch is none. */
final class PatchException extends Exception {
    private static final long serialVersionUID = 1L;

    PatchException(String message) {
        super(message, null, false, false);
    }
}
