package io.canyon.engine.client;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** A WebSocket server that does nothing by itself. */
public final class PlainJetty {
    private static final int MAX_MESSAGE_BYTES = 64 << 20;
    private static final int TIMEOUT_SECONDS = 60;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();

    /** A connection, as the server has it. */
    public static final class Peer implements Session.Listener.AutoDemanding {
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final Semaphore pings = new Semaphore(0);
        private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
        private final BlockingQueue<Peer> peers;
        private Session session;

        Peer(BlockingQueue<Peer> peers) {
            this.peers = peers;
        }

        @Override
        public void onWebSocketOpen(Session opened) {
            session = opened;
            peers.add(this);
        }

        @Override
        public void onWebSocketText(String text) {
            texts.add(text);
        }

        @Override
        public void onWebSocketPing(ByteBuffer payload) {
            session.sendPong(payload, Callback.NOOP);
            pings.release();
        }

        @Override
        public void onWebSocketClose(int code, String reason, Callback callback) {
            closeCode.complete(code);
            callback.succeed();
        }

        @Override
        public void onWebSocketError(Throwable failure) {
            closeCode.completeExceptionally(failure);
        }

        BlockingQueue<String> texts() {
            return texts;
        }

        String query() {
            return session.getUpgradeRequest().getQueryString();
        }

        String header(String name) {
            return session.getUpgradeRequest().getHeader(name);
        }

        String next() throws InterruptedException {
            String text = texts.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (text == null) {
                throw new AssertionError("no message");
            }
            return text;
        }

        /** Waits for a ping, which has been answered then. */
        void awaitPing() throws InterruptedException {
            if (!pings.tryAcquire(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("no ping");
            }
        }

        int awaitClose() throws Exception {
            return closeCode.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }

        void send(String text) throws Exception {
            Callback.Completable sent = new Callback.Completable();
            session.sendText(text, sent);
            sent.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }

        void sendPart(String text, boolean isLast) throws Exception {
            Callback.Completable sent = new Callback.Completable();
            session.sendPartialText(text, isLast, sent);
            sent.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }

        void close(int code, String reason) {
            session.close(code, reason, Callback.NOOP);
        }

        void disconnect() {
            session.disconnect();
        }
    }

    PlainJetty() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ContextHandler context = new ContextHandler("/");
        context.setHandler(WebSocketUpgradeHandler.from(server, context, container -> {
            container.setMaxTextMessageSize(MAX_MESSAGE_BYTES);
            container.addMapping("/echo", (request, response, callback) -> new Peer(peers));
        }));
        server.setHandler(context);
        server.start();
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + connector.getLocalPort() + "/echo");
    }

    Peer nextPeer() throws InterruptedException {
        Peer peer = peers.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (peer == null) {
            throw new AssertionError("no connection");
        }
        return peer;
    }

    void stop() throws Exception {
        server.stop();
    }
}
