package io.canyon.engine.client;

/**
 * Told by a transport what happens to one connection: by any thread, also from within {@link SyncTransport#connect} and
 * {@link SyncConnection#send}, in the order in which it happens.
 */
public interface SyncReceiver {
    void onOpen();

    /** A whole text frame. */
    void onText(String text);

    /**
     * The connection is no more, or could not be made. Whatever follows counts for nothing.
     *
     * @param code the WebSocket's close code; 1006 without one
     * @param reason for people
     */
    void onClosed(int code, String reason);
}
