package io.canyon.engine.spi;

import java.util.List;

/**
 * A transport that runs: it brings editors to an engine through gateways of its own. Thread-safe. Whoever stops both
 * calls {@link #stopAccepting}, closes the engine, which ends the sessions, and then the transport.
 */
public interface Transport extends AutoCloseable {
    /** Where it takes connections, for people; such as {@code ws://127.0.0.1:8080/}. */
    String address();

    /** What it counts, to be shown with the engine's own; always the same. */
    default List<TransportCounter> counters() {
        return List.of();
    }

    /** Takes no new connections; those that are open go on. Idempotent. */
    void stopAccepting();

    /** Ends all connections, its gateways and its threads. Idempotent. */
    @Override
    void close();
}
