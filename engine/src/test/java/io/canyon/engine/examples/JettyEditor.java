package io.canyon.engine.examples;

import io.canyon.engine.Engine;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.SocketSession;
import io.canyon.engine.spi.TextSocket;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.UpgradeRequest;

/** An editor who comes over Jetty's WebSocket. */
public final class JettyEditor implements Session.Listener, TextSocket {
    private final Engine engine;
    private final AtomicLong unsentBytes = new AtomicLong();
    private Session jetty;
    private SocketSession canyon;

    public JettyEditor(Engine engine) {
        this.engine = engine;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        jetty = session;
        UpgradeRequest request = session.getUpgradeRequest();
        String url = request.getRequestURI().toString();
        String peer = session.getRemoteSocketAddress().toString();
        engine.attach(Handshake.of(url, request.getHeaders(), peer), this);
        jetty.demand();
    }

    @Override
    public void onAttached(SocketSession session) {
        canyon = session;
    }

    @Override
    public void onWebSocketText(String text) {
        canyon.onText(text).thenRun(jetty::demand);
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        canyon.onClose();
        callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable failure) {
        canyon.onError(failure);
    }

    @Override
    public void send(String text) {
        unsentBytes.addAndGet(text.length());
        jetty.sendText(text, Callback.from(() -> sent(text), canyon::onError));
    }

    private void sent(String text) {
        unsentBytes.addAndGet(-text.length());
        canyon.onWritable();
    }

    @Override
    public boolean isWritable() {
        return unsentBytes.get() < 65_536;
    }

    @Override
    public long unsentBytes() {
        return unsentBytes.get();
    }

    @Override
    public void close(int code, String reason) {
        jetty.close(code, reason, Callback.NOOP);
    }
}
