package io.canyon.engine.client;

/**
 * One connection to a server. The client calls it from one thread at a time, holding no lock; calls must not block.
 * Behind its end it ignores them.
 */
public interface SyncConnection {
    /** Sends a text frame, behind those before it. Only called behind {@link SyncReceiver#onOpen}. */
    void send(String text);

    /** Ends the connection, or the making of it, behind what has been sent. The receiver need not be told. */
    void close();
}
