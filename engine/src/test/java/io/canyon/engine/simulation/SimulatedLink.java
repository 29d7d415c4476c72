package io.canyon.engine.simulation;

import io.canyon.engine.TextFrame;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.GatewaySession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.agrona.concurrent.UnsafeBuffer;

/** A connection whose frames take their time, in both directions. */
final class SimulatedLink implements Connection {
    private final ArrayDeque<String> toServer = new ArrayDeque<>();
    private final ArrayDeque<TextFrame> toClient = new ArrayDeque<>();
    private GatewaySession session;
    private boolean isReading = true;
    private boolean isClosed;
    private long unsentBytes;

    void session(GatewaySession opened) {
        session = opened;
    }

    /** The server has closed it, behind all that it has sent. */
    boolean isClosed() {
        return isClosed && toClient.isEmpty();
    }

    boolean isQuiet() {
        return toServer.isEmpty() && toClient.isEmpty();
    }

    void toServer(String frame) {
        toServer.add(frame);
    }

    /** Lets a frame arrive at the server, if that reads. */
    boolean deliverToServer(boolean isTwice) {
        if (!isReading || isClosed || toServer.isEmpty()) {
            return false;
        }
        byte[] bytes = toServer.remove().getBytes(StandardCharsets.UTF_8);
        session.onFrame(new UnsafeBuffer(bytes), 0, bytes.length);
        if (isTwice) {
            session.onFrame(new UnsafeBuffer(bytes), 0, bytes.length);
        }
        return true;
    }

    /** A frame for the client, null if there is none. */
    String takeForClient() {
        TextFrame frame = toClient.poll();
        if (frame == null) {
            return null;
        }
        unsentBytes -= frame.lengthBytes();
        if (!isClosed) {
            session.onDrained();
        }
        return frame.text();
    }

    /** The network is gone; the server learns of it. */
    void cut() {
        toServer.clear();
        toClient.clear();
        if (!isClosed) {
            isClosed = true;
            session.onClosed();
        }
    }

    @Override
    public void send(Frame frame) {
        toClient.add((TextFrame) frame);
        unsentBytes += frame.lengthBytes();
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
        isClosed = true;
    }
}
