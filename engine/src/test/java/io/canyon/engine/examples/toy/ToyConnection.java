package io.canyon.engine.examples.toy;

import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.GatewaySession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.agrona.concurrent.UnsafeBuffer;

/** Both ends of a connection: the engine's, on the I/O thread, and the editor's, on any. */
public final class ToyConnection implements Connection {
    private final ToyTransport transport;
    private final ArrayDeque<String> queued = new ArrayDeque<>();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private GatewaySession session;

    ToyConnection(ToyTransport transport) {
        this.transport = transport;
    }

    /** Any thread: what the editor is sent. */
    public BlockingQueue<String> received() {
        return received;
    }

    /** Any thread: why the engine has closed it, or null when it went without a reason. */
    public CompletableFuture<CloseReason> closed() {
        return closed;
    }

    /** Any thread: the editor sends. */
    public void sends(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        transport.run(() -> {
            if (!closed.isDone()) {
                session.onFrame(new UnsafeBuffer(utf8), 0, utf8.length);
            }
        });
    }

    /** Any thread: the editor leaves. */
    public void leaves() {
        transport.run(() -> {
            session.onClosed();
            end();
            transport.remove(this);
        });
    }

    @Override
    public void send(Frame frame) {
        queued.add(((ToyTransport.ToyFrame) frame).text());
    }

    @Override
    public void flush() {
        received.addAll(queued);
        queued.clear();
    }

    @Override
    public long unsentBytes() {
        return 0;
    }

    @Override
    public void setReading(boolean reading) {
        // This network is never full: an editor that must wait is the engine's to bound.
    }

    @Override
    public void close(CloseReason reason, String text) {
        flush();
        closed.complete(reason);
    }

    void open(GatewaySession newSession) {
        session = newSession;
    }

    void end() {
        closed.complete(null);
    }
}
