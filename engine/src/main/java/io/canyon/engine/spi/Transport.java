package io.canyon.engine.spi;

/**
 * A transport that runs: it brings editors to an engine through gateways of its own. Thread-safe. Whoever stops both
 * calls {@link #stopAccepting}, closes the engine, which ends the sessions, and then the transport.
 */
public interface Transport extends AutoCloseable {
    /** Where it takes connections, for people; such as {@code ws://127.0.0.1:8080/}. */
    String address();

    /** Takes no new connections; those that are open go on. Idempotent. */
    void stopAccepting();

    /** Ends all connections, its gateways and its threads. Idempotent. */
    @Override
    void close();
}
