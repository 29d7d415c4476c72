package io.canyon.engine.spi;

/**
 * One I/O thread's door to the engine. Only that thread calls it. It holds the sessions of this thread, gives their
 * commands to the shards and delivers what the shards release.
 */
public interface Gateway {
    /**
     * Opens a session. A handshake that is refused closes the connection with a reason, and its session then ignores
     * everything.
     */
    GatewaySession open(Handshake handshake, Connection connection);

    /**
     * Sends what the shards have released since the last call, a flush per connection at the end; call it after every
     * wake-up.
     *
     * @return number of outputs worked off
     */
    int deliver();

    /** Forgets every session of this thread; their rooms see them leave. */
    void close();
}
