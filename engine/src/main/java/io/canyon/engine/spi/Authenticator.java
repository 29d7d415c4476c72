package io.canyon.engine.spi;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Decides who may enter a room. Called on an executor of its own, never on an I/O or shard thread; calls overlap. The
 * server finds one by {@link java.util.ServiceLoader}, for which it needs a public constructor without parameters.
 */
@FunctionalInterface
public interface Authenticator {
    /** Lets everybody read and write. */
    Authenticator EVERYBODY = request -> CompletableFuture.completedFuture(Admission.READ_WRITE);

    /**
     * Answers how the session may enter; {@code null} in place of a stage or of its result, or an exception, refuses.
     * The answer to a refresh replaces permission and metadata; refused, the session ends.
     */
    CompletionStage<Admission> authenticate(Request request);

    /**
     * Who asks.
     *
     * @param dialect wire that it speaks: {@code canvas}, {@code echo} or {@code service}
     * @param room name of the room; empty when a service connects, which then enters rooms
     * @param clientId name of the editor
     * @param userId name of the user behind it; the client id where the wire knows no users
     * @param credentials what it shows
     * @param refresh true when a live session presents new credentials, false for its first
     * @param handshake what it said when it connected
     */
    record Request(
            String dialect,
            String room,
            String clientId,
            String userId,
            Credentials credentials,
            boolean refresh,
            Handshake handshake) {
        public Request {
            Objects.requireNonNull(dialect, "dialect");
            Objects.requireNonNull(room, "room");
            Objects.requireNonNull(clientId, "clientId");
            Objects.requireNonNull(userId, "userId");
            Objects.requireNonNull(credentials, "credentials");
            Objects.requireNonNull(handshake, "handshake");
        }

        /** Headers of the request that became the connection, names in lower case. */
        public Map<String, String> headers() {
            return handshake.headers();
        }

        /** Where the connection comes from. */
        public String remoteAddress() {
            return handshake.remoteAddress();
        }
    }
}
