package io.canyon.engine.dialect;

/** What a frame of a client of whole documents asks for. */
public enum DocumentEvent {
    JOIN,
    EDIT,
    PRESENCE,
    AUTH,
    LEAVE,
    /** One that its wire does not have. */
    UNKNOWN,
    /** No message of its wire, or one whose parts are not what they should be. */
    BAD
}
