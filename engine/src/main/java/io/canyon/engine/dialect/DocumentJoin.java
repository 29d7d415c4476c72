package io.canyon.engine.dialect;

import io.canyon.engine.edit.Utf8Text;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.RoomKind;

/**
 * A wish to enter a room, or to enter it again. The bytes are not to be changed.
 *
 * @param userId name of the user in UTF-8, in which lone surrogates are as {@link Utf8Text} has them
 * @param credentials what the client shows, null when there was nothing of the kind
 * @param version the version that the client has, or -1
 * @param kind what a room that is not there yet is to hold
 */
public record DocumentJoin(byte[] userId, Credentials credentials, long version, RoomKind kind) {}
