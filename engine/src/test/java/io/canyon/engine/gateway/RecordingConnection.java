package io.canyon.engine.gateway;

import io.canyon.engine.TextFrame;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.ServiceConnection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A connection that keeps what it is sent. */
final class RecordingConnection implements ServiceConnection {

    final List<String> received = new CopyOnWriteArrayList<>();
    volatile long unsentBytes;
    volatile boolean isReading = true;
    volatile boolean isAdmitted;

    @Override
    public void onAdmitted() {
        isAdmitted = true;
    }

    @Override
    public void send(Frame frame) {
        received.add(TextFrame.textOf(frame));
    }

    @Override
    public void flush() {}

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
        received.add("closed " + reason);
    }
}
