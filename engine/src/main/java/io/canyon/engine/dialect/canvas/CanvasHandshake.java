package io.canyon.engine.dialect.canvas;

import io.canyon.engine.dialect.QueryParameters;
import io.canyon.engine.spi.Credentials;
import java.nio.charset.StandardCharsets;

/**
 * What an editor says in the query of its URL. Immutable.
 *
 * @param room name of the room
 * @param clientId name of the editor, 1 to 128 UTF-16 units
 * @param token credentials, empty if there are none
 * @param refusal why the connection is to be closed with code 1008; {@code null} when it may go on. The other
 *     components are empty when it is refused
 */
public record CanvasHandshake(String room, String clientId, String token, String refusal) {
    private static final String DEFAULT_ROOM = "default";
    private static final int MAX_CLIENT_ID_LENGTH = 128;

    /**
     * Reads a query.
     *
     * @param maxRoomNameBytes longest name of a room, in UTF-8
     */
    public static CanvasHandshake parse(QueryParameters query, int maxRoomNameBytes) {
        String clientId = query.get("clientId");
        String room = query.get("roomId", DEFAULT_ROOM);
        if (clientId != null && query.get("id") != null) {
            return refused("Either id or clientId, not both");
        }
        if (clientId == null) {
            return refused("Missing clientId");
        }
        if (clientId.isEmpty() || clientId.length() > MAX_CLIENT_ID_LENGTH) {
            return refused("clientId must have 1 to 128 characters");
        }
        if (room.isEmpty() || room.getBytes(StandardCharsets.UTF_8).length > maxRoomNameBytes) {
            return refused("roomId must have 1 to " + maxRoomNameBytes + " bytes");
        }
        return new CanvasHandshake(room, clientId, query.get("token", ""), null);
    }

    /** What the editor shows to be let in. */
    public Credentials credentials() {
        return credentials(token);
    }

    /** The credentials of a token; an empty one is none. */
    public static Credentials credentials(String token) {
        return token.isEmpty() ? Credentials.NONE : Credentials.ofString(token);
    }

    public boolean isRefused() {
        return refusal != null;
    }

    private static CanvasHandshake refused(String reason) {
        return new CanvasHandshake("", "", "", reason);
    }
}
