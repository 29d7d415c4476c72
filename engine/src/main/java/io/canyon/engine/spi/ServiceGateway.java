package io.canyon.engine.spi;

/**
 * One I/O thread's door to the engine for services, whose wire is a transport's own. Only that thread calls it. It is a
 * {@link Gateway} in all but how sessions are opened.
 */
public interface ServiceGateway {
    /**
     * Opens the connection of a service, and asks the authenticator about it, with an empty name of a room. One that is
     * refused is closed with a reason, and its session then ignores everything.
     */
    ServiceSession open(ServiceHello hello, ServiceConnection connection);

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
