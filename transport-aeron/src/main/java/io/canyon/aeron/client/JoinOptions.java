package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.aeron.codec.RoomKind;
import java.util.Objects;

/**
 * How a room is entered. Immutable.
 *
 * @param kind what a room that is not there yet is to hold
 * @param credentials what is shown there; null for what was shown when the session was opened
 * @param version the version that the caller has, to be brought up from there; -1 for the whole document
 * @param repeatBytes memory for edits that are not acked yet, which a {@link RoomLink} sends again behind a reconnect;
 *     0: the caller does so itself
 */
public record JoinOptions(RoomKind kind, JsonNode credentials, long version, int repeatBytes) {
    /** A room of one document, no credentials of its own, from the beginning, 1 MiB to send again. */
    public static final JoinOptions DEFAULTS = new JoinOptions(RoomKind.DOCUMENT, null, -1, 1 << 20);

    private static final int MAX_REPEAT_BYTES = 1 << 29;

    public JoinOptions {
        Objects.requireNonNull(kind, "kind");
        if (repeatBytes < 0 || repeatBytes > MAX_REPEAT_BYTES) {
            throw new IllegalArgumentException("repeatBytes=" + repeatBytes + ", not 0 to " + MAX_REPEAT_BYTES);
        }
        if (version < -1) {
            throw new IllegalArgumentException("version=" + version);
        }
    }

    public JoinOptions withKind(RoomKind value) {
        return new JoinOptions(value, credentials, version, repeatBytes);
    }

    public JoinOptions withCredentials(JsonNode value) {
        return new JoinOptions(kind, value, version, repeatBytes);
    }

    public JoinOptions withVersion(long value) {
        return new JoinOptions(kind, credentials, value, repeatBytes);
    }

    public JoinOptions withRepeatBytes(int value) {
        return new JoinOptions(kind, credentials, version, value);
    }
}
