package io.canyon.engine.client;

/** Makes connections to a server of the echo wire. Ours over WebSocket is {@link WebSocketTransport}. Thread-safe. */
@FunctionalInterface
public interface SyncTransport {
    /**
     * Begins a connection, and does not wait for it. What becomes of it, the receiver is told, also that it could not
     * be made.
     *
     * @param id the name of the client, for the server: over WebSocket {@code ?id=} of the URL
     */
    SyncConnection connect(String id, SyncReceiver receiver);
}
