package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Edits of this client that are not in the room.
 *
 * @param code the wire's: {@code read-only}, {@code invalid}, {@code conflict}, {@code too-large}, {@code unavailable};
 *     or {@link #UNCONFIRMED}
 * @param message for people
 * @param delta what was sent, as it was sent; several updates may be in it
 */
public record SyncRejection(String code, String message, JsonNode delta) {
    /**
     * The room does not know any more what it has applied of this client. The edit may be in the document, or may not:
     * look there. It is not sent again.
     */
    public static final String UNCONFIRMED = "unconfirmed";
}
