package io.canyon.engine.delta;

/** A delta is refused; nothing of it has been applied. The only exception that bad deltas end in. */
public final class DeltaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Code {
        /** No delta at all: an unknown shape, a bad index or name, two items in one place. */
        MALFORMED,
        /** An index lies past the end of its list. */
        INDEX,
        /** Deeper than {@link Change#MAX_DEPTH}. */
        LIMIT,
        /** A hunk of a text patch does not fit, or to find out takes too much work. */
        CONFLICT,
        /** An inverse needs an old value that the delta does not tell. */
        UNTOLD
    }

    private final Code code;

    public DeltaException(Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
