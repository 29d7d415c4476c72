package io.canyon.engine.dialect.echo;

import io.canyon.engine.dialect.QueryParameters;

/**
 * What a client says in its URL. Immutable.
 *
 * @param id name of the client, 1 to 64 letters, digits, underscores and hyphens of ASCII
 * @param refusal why the connection is to be closed with code 1008; {@code null} when it may go on, else the id is
 *     empty
 */
public record EchoHandshake(String id, String refusal) {
    private static final String PATH = "/echo";
    private static final String CANVAS_PATH = "/canvas";
    private static final int MAX_ID_LENGTH = 64;

    /** Whether whoever asks for this URL speaks echo. */
    public static boolean isMeant(String path, QueryParameters query) {
        boolean hasOwnId = query.get("id") != null && query.get("clientId") == null;
        return path.equals(PATH) || hasOwnId && !path.equals(CANVAS_PATH);
    }

    public static EchoHandshake parse(QueryParameters query) {
        String id = query.get("id");
        if (id != null && query.get("clientId") != null) {
            return refused("Either id or clientId, not both");
        }
        if (id == null) {
            return refused("Missing id");
        }
        return isId(id) ? new EchoHandshake(id, null) : refused("id must have 1 to 64 of A-Z a-z 0-9 _ -");
    }

    public boolean isRefused() {
        return refusal != null;
    }

    private static EchoHandshake refused(String reason) {
        return new EchoHandshake("", reason);
    }

    private static boolean isId(String id) {
        return !id.isEmpty()
                && id.length() <= MAX_ID_LENGTH
                && id.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || c == '_'
                                || c == '-');
    }
}
