package io.canyon.engine.dialect.echo;

import io.canyon.engine.spi.CloseReason;
import java.nio.charset.StandardCharsets;

/** Why something other than an edit was refused. */
public enum EchoError {
    FORBIDDEN("forbidden"),
    BAD_FRAME("bad-frame"),
    UNKNOWN_EVENT("unknown-event"),
    NOT_JOINED("not-joined"),
    LIMIT("limit"),
    ROOM_CLOSED("room-closed"),
    UNAVAILABLE("unavailable");

    private final byte[] wireName;

    EchoError(String wireName) {
        this.wireName = wireName.getBytes(StandardCharsets.US_ASCII);
    }

    /** What a client is told whose session in a room ends while its connection goes on. */
    public static EchoError of(CloseReason reason) {
        return switch (reason) {
            case LIMIT -> LIMIT;
            case ROOM_CLOSED -> ROOM_CLOSED;
            case UNAVAILABLE, SHUTDOWN -> UNAVAILABLE;
            case UNAUTHORIZED, MALFORMED, REMOVED, REPLACED, OTHER_KIND -> FORBIDDEN;
        };
    }

    /** The word that stands for it on the wire, in ASCII. */
    byte[] wireName() {
        return wireName;
    }
}
