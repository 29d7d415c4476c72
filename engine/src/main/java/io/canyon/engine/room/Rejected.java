package io.canyon.engine.room;

import io.canyon.engine.spi.RejectCode;

/** Why an edit of a whole document is not applied. */
final class Rejected extends Exception {
    private static final long serialVersionUID = 1L;
    private final RejectCode code;
    private final boolean isLimit;

    Rejected(RejectCode code, String message) {
        this(code, message, false);
    }

    private Rejected(RejectCode code, String message, boolean isLimit) {
        super(message, null, false, false);
        this.code = code;
        this.isLimit = isLimit;
    }

    /** For an edit that exceeds a limit. */
    static Rejected atLimit(RejectCode code, String message) {
        return new Rejected(code, message, true);
    }

    /** The same, said of an operation of a patch. */
    Rejected of(int operation) {
        return new Rejected(code, "operation " + operation + ": " + getMessage(), isLimit);
    }

    boolean isLimit() {
        return isLimit;
    }

    RejectCode code() {
        return code;
    }
}
