package io.canyon.engine.spi;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Decides who may enter a room. Called on an executor of its own, never on an I/O or shard thread. */
@FunctionalInterface
public interface Authenticator {
    /** Lets everybody read and write. */
    Authenticator EVERYBODY = request -> CompletableFuture.completedFuture(Permission.READ_WRITE);

    /** Answers the permission; {@code null}, or an exception, refuses. */
    CompletionStage<Permission> authenticate(Request request);

    /**
     * Who asks.
     *
     * @param token the credentials, empty if there are none
     * @param refresh true when a live session presents new credentials
     */
    record Request(String room, String clientId, String token, boolean refresh, Handshake handshake) {}
}
