package io.canyon.engine.gateway;

import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.FrameFactory;
import io.canyon.engine.spi.ServiceConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A connection that keeps what it is sent. */
final class RecordingConnection implements ServiceConnection {
    static final FrameFactory FRAMES = (text, offset, length) -> {
        byte[] bytes = new byte[length];
        text.getBytes(offset, bytes);
        return new TextFrame(new String(bytes, StandardCharsets.UTF_8), length);
    };

    record TextFrame(String text, int lengthBytes) implements Frame {
        @Override
        public void release() {}
    }

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
        received.add(((TextFrame) frame).text());
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
