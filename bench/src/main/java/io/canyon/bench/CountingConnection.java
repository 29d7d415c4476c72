package io.canyon.bench;

import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Frame;

/** A connection whose network takes everything at once, and that counts what it is sent. */
final class CountingConnection implements Connection {
    private long frames;
    private long bytes;
    private long flushes;
    private CloseReason closeReason;

    @Override
    public void send(Frame frame) {
        frames++;
        bytes += frame.lengthBytes();
    }

    @Override
    public void flush() {
        flushes++;
    }

    @Override
    public long unsentBytes() {
        return 0;
    }

    @Override
    public void setReading(boolean reading) {
        // Whoever drives it sends no more than the engine takes.
    }

    @Override
    public void close(CloseReason reason, String text) {
        closeReason = reason;
    }

    long frames() {
        return frames;
    }

    long bytes() {
        return bytes;
    }

    long flushes() {
        return flushes;
    }

    CloseReason closeReason() {
        return closeReason;
    }
}
