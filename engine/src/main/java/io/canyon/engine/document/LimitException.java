package io.canyon.engine.document;

/** A value is well-formed, and beyond a limit. */
final class LimitException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    LimitException(String message) {
        super(message);
    }
}
