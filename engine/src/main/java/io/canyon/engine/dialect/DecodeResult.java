package io.canyon.engine.dialect;

/** What became of a frame that was decoded. */
public enum DecodeResult {
    /** A command was written. */
    COMMAND,
    /** The frame is answered at once, with a fixed reply; rooms do not see it. */
    REPLY,
    /** The peer presents new credentials. */
    AUTH_REFRESH,
    /** A valid frame that asks for nothing. */
    NOTHING,
    /** No message of this wire; to be ignored and counted. */
    MALFORMED
}
