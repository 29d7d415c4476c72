package io.canyon.engine.embedded;

import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.TextSocket;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out to a socket: what it does not take waits here, and counts as unsent. Belongs to the embedded thread. It
 * is called from within the gateway, so neither it nor its listener calls that back.
 */
final class SocketConnection implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);

    interface Listener {
        /** The socket has thrown; nothing more is sent to it. */
        void onSendFailed(Throwable failure);

        void onReading(boolean isReading);

        /** The connection is closing; {@link #isClosed} tells whether something still waits. */
        void onClosing();
    }

    private enum State {
        OPEN,
        /** Takes nothing more, and closes behind what waits. */
        CLOSING,
        /** The socket has thrown; it has yet to be closed. */
        BROKEN,
        CLOSED
    }

    private final TextSocket socket;
    private final Listener listener;
    private final ArrayDeque<TextFrame> waiting = new ArrayDeque<>();
    private State state = State.OPEN;
    private long waitingBytes;
    private int closeCode;
    private String closeText;

    SocketConnection(TextSocket socket, Listener listener) {
        this.socket = socket;
        this.listener = listener;
    }

    @Override
    public void send(Frame frame) {
        if (state == State.OPEN) {
            waiting.add((TextFrame) frame);
            waitingBytes += frame.lengthBytes();
        }
    }

    @Override
    public void flush() {
        try {
            while (!waiting.isEmpty() && socket.isWritable()) {
                TextFrame frame = waiting.remove();
                waitingBytes -= frame.lengthBytes();
                socket.send(frame.text());
            }
        } catch (RuntimeException | Error e) {
            failed(e);
        }
        if (state == State.CLOSING && waiting.isEmpty()) {
            closeSocket();
        }
    }

    @Override
    public long unsentBytes() {
        if (state == State.CLOSED || state == State.BROKEN) {
            return 0;
        }
        try {
            return waitingBytes + socket.unsentBytes();
        } catch (RuntimeException | Error e) {
            failed(e);
            return 0;
        }
    }

    @Override
    public void setReading(boolean reading) {
        listener.onReading(reading);
    }

    @Override
    public void close(CloseReason reason, String text) {
        close(reason.webSocketCode(), text);
    }

    /** Closes behind what waits. */
    void close(int code, String text) {
        if (state == State.OPEN) {
            state = State.CLOSING;
            closeCode = code;
            closeText = text;
            flush();
            listener.onClosing();
        }
    }

    /** Closes without what waits, with this code unless it has one already. */
    void closeNow(int code, String text) {
        if (state == State.OPEN || state == State.BROKEN) {
            closeCode = code;
            closeText = text;
        }
        if (state != State.CLOSED) {
            closeSocket();
            listener.onClosing();
        }
    }

    /** The socket is gone. */
    void drop() {
        state = State.CLOSED;
        clear();
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    private void failed(Throwable failure) {
        clear();
        if (state == State.OPEN) {
            state = State.BROKEN;
            listener.onSendFailed(failure);
        }
    }

    private void clear() {
        waiting.clear();
        waitingBytes = 0;
    }

    private void closeSocket() {
        drop();
        try {
            socket.close(closeCode, closeText);
        } catch (RuntimeException | Error e) {
            LOG.warn("a socket could not be closed", e);
        }
    }
}
