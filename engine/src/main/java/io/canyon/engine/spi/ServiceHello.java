package io.canyon.engine.spi;

import java.util.Objects;

/**
 * What a service says when it connects.
 *
 * @param clientId its name for itself, kept across connections: 1 to 64 of {@code A-Z a-z 0-9 _ -}. A newer connection
 *     of a name takes the place of an older one, room by room
 * @param credentials what it shows
 * @param handshake its transport's word for where it comes from; the path is the transport's name
 */
public record ServiceHello(String clientId, Credentials credentials, Handshake handshake) {
    public ServiceHello {
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(handshake, "handshake");
    }
}
