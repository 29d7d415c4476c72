package io.canyon.engine.spi;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * The engine's side of a {@link TextSocket}: whoever has the socket forwards to it what happens there. Any thread may
 * call its methods, one message after the other; none blocks. Messages before the session is ready are kept.
 */
public interface SocketSession {
    /**
     * A text message of the peer, the whole of it.
     *
     * @return completed when the engine wants the next one, which is at once unless it has enough: wait for it to read
     *     on, ask the framework for more with it, or pass it over, and the session ends when too much waits (code 1013)
     */
    CompletionStage<Void> onText(CharSequence text);

    /** Like {@link #onText(CharSequence)}, as UTF-8; the buffer is the caller's again, unchanged, when this returns. */
    CompletionStage<Void> onText(ByteBuffer utf8);

    /** The socket takes messages again; {@link TextSocket#isWritable} says so already. More calls do no harm. */
    void onWritable();

    /** The peer has closed, or the connection is gone. The socket is not used any more. */
    void onClose();

    /** The connection has failed. If it stands, it is closed (code 1011). */
    void onError(Throwable failure);
}
