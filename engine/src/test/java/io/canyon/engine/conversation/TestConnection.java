package io.canyon.engine.conversation;

import io.canyon.engine.TextFrame;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Frame;
import java.util.ArrayList;
import java.util.List;

/** A connection that keeps what it is sent. Its network can be stopped: bytes then stay unsent. */
final class TestConnection implements Connection {

    private final List<String> received = new ArrayList<>();
    private long unsentBytes;
    private boolean isStopped;
    private boolean isReading = true;
    private CloseReason closeReason;
    private int flushes;

    @Override
    public void send(Frame frame) {
        received.add(TextFrame.textOf(frame));
        if (isStopped) {
            unsentBytes += frame.lengthBytes();
        }
    }

    @Override
    public void flush() {
        flushes++;
    }

    @Override
    public long unsentBytes() {
        return unsentBytes;
    }

    @Override
    public void setReading(boolean reading) {
        isReading = reading;
    }

    @Override
    public void close(CloseReason reason, String text) {
        if (closeReason == null) {
            closeReason = reason;
        }
    }

    /** Frames since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(received);
        received.clear();
        return taken;
    }

    boolean hasReceived() {
        return !received.isEmpty();
    }

    /** Frames that {@link #take} would return. */
    int receivedCount() {
        return received.size();
    }

    void stopNetwork() {
        isStopped = true;
    }

    void startNetwork() {
        isStopped = false;
        unsentBytes = 0;
    }

    boolean isReading() {
        return isReading;
    }

    CloseReason closeReason() {
        return closeReason;
    }

    int flushes() {
        return flushes;
    }
}
