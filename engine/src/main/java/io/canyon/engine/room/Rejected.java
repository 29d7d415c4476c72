package io.canyon.engine.room;

import io.canyon.engine.spi.RejectCode;

/** Why an edit of a whole document is not applied. */
final class Rejected extends Exception {
    private static final long serialVersionUID = 1L;
    private final RejectCode code;

    Rejected(RejectCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    RejectCode code() {
        return code;
    }
}
