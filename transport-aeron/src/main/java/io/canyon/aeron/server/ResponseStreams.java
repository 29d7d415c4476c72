package io.canyon.aeron.server;

/** Opens publications to services, without waiting for the driver. */
public interface ResponseStreams {
    /**
     * Begins to open one.
     *
     * @return its number for the other methods
     */
    long add(String channel, int streamId);

    /**
     * The one that was begun.
     *
     * @return null while the driver has not answered
     * @throws RuntimeException when the driver could not open it
     */
    ResponseStream find(long id);

    /** Gives up one that was begun and not found yet. */
    void cancel(long id);
}
