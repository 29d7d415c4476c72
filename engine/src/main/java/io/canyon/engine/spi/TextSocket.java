package io.canyon.engine.spi;

/**
 * A WebSocket of another framework, as the engine writes to it. Its methods are called on a thread of the engine, or,
 * in an engine that its embedder drives, on that one's; one at a time. None may block. One that throws ends the
 * session.
 */
public interface TextSocket {
    /** Called first, on the thread that attaches it: the session to tell of what happens to this socket. */
    default void onAttached(SocketSession session) {}

    /** Sends a text message behind those before it. Called only when {@link #isWritable}. */
    void send(String text);

    /**
     * Whether the socket takes another message now. After it said no, the engine sends nothing until
     * {@link SocketSession#onWritable}; what waits meanwhile counts as unsent, and a session with too much of it lags.
     */
    boolean isWritable();

    /**
     * Bytes that the socket has taken and the network has not, as far as it knows; when they have become fewer, the
     * session is to hear {@link SocketSession#onWritable}.
     */
    default long unsentBytes() {
        return 0;
    }

    /**
     * Closes the WebSocket behind what it has taken. Called once at most, and not after the session knows that the
     * socket is gone.
     *
     * @param code code of a WebSocket close frame
     * @param reason fits into a close frame
     */
    void close(int code, String reason);
}
