package io.canyon.engine.spi;

import java.util.Objects;

/**
 * A service's wish to enter a room, or to enter it again.
 *
 * @param handle the service's number for the room on this connection; a second join of it enters again
 * @param room name of the room
 * @param userId name of the user that the service acts for
 * @param credentials what it shows; null: what it showed when it connected
 * @param version the version that it has, to be brought up from there, or -1
 * @param kind what a room that is not there yet is to hold; a room that is there is entered whatever it holds
 */
public record ServiceJoin(
        int handle, String room, String userId, Credentials credentials, long version, RoomKind kind) {
    public ServiceJoin {
        Objects.requireNonNull(room, "room");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(kind, "kind");
    }
}
