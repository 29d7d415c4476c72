package io.canyon.engine.dialect.echo;

/** What a client's frame asks for. */
public enum EchoEvent {
    JOIN,
    EDIT,
    PRESENCE,
    AUTH,
    LEAVE,
    /** An object with an event that this wire does not have. */
    UNKNOWN,
    /** No object, or one without an event, or an event whose fields are not what they should be. */
    BAD
}
