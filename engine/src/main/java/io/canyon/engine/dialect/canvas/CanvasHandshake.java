package io.canyon.engine.dialect.canvas;

import io.canyon.engine.spi.Credentials;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

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
    private static final int HEX_RADIX = 16;

    /**
     * Parses a query as the web platform's URLSearchParams does: of parameters with the same name the first counts, and
     * malformed escapes stand for themselves.
     *
     * @param query without the question mark, as it came
     * @param maxRoomNameBytes longest name of a room, in UTF-8
     */
    public static CanvasHandshake parse(String query, int maxRoomNameBytes) {
        Map<String, String> parameters = parameters(query);
        String clientId = parameters.get("clientId");
        boolean hasEchoId = parameters.containsKey("id");
        String room = parameters.getOrDefault("roomId", DEFAULT_ROOM);
        if (clientId != null && hasEchoId) {
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
        return new CanvasHandshake(room, clientId, parameters.getOrDefault("token", ""), null);
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

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.putIfAbsent(decode(name), decode(value));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            boolean isEscape = bytes[i] == '%' && i + 2 < bytes.length && hex(bytes[i + 1]) >= 0;
            if (isEscape && hex(bytes[i + 2]) >= 0) {
                decoded.write(hex(bytes[i + 1]) * HEX_RADIX + hex(bytes[i + 2]));
                i += 2;
            } else {
                decoded.write(bytes[i] == '+' ? ' ' : bytes[i]);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    private static int hex(byte b) {
        return b < 0 ? -1 : Character.digit((char) b, HEX_RADIX);
    }
}
