package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.URI;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An editor that speaks the canvas wire frame by frame. Used by one thread; frames wait until they are asked for. */
final class CanvasClient implements AutoCloseable {
    /** The connection ended before the frame that was awaited. */
    static final class ClosedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        ClosedException(String message) {
            super(message);
        }
    }

    private static final int TIMEOUT_SECONDS = 60;

    private final BlockingQueue<Map<String, Object>> frames = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    private CanvasClient(int port, String room, String client, String more) {
        URI uri = URI.create("ws://127.0.0.1:" + port + "/?roomId=" + room + "&clientId=" + client + more);
        socket = JarServer.HTTP
                .newWebSocketBuilder()
                .buildAsync(uri, new Listener())
                .join();
    }

    static CanvasClient connect(int port, String room, String client) {
        return new CanvasClient(port, room, client, "");
    }

    static CanvasClient connect(int port, String room, String client, String token) {
        return new CanvasClient(port, room, client, "&token=" + token);
    }

    /** Connects and takes in everything from a replica's version on; fails if the server finds that version lost. */
    static CanvasClient resume(int port, String room, String client, Replica replica) throws InterruptedException {
        return resume(port, room, client, replica.timestamp(), replica::apply);
    }

    /** The handler is told what the answer has: of what others do before it comes, that has what they did. */
    static CanvasClient resume(
            int port, String room, String client, long lastTimestamp, Consumer<Map<String, Object>> handler)
            throws InterruptedException {
        CanvasClient editor = connect(port, room, client);
        editor.send("{\"type\":\"reconnect\",\"lastTimestamp\":" + lastTimestamp + ",\"protocolVersion\":2}");
        for (Map<String, Object> frame = editor.next(); !frame.get("type").equals("synced"); frame = editor.next()) {
            if (frame.get("type").equals("closed")) {
                throw new ClosedException("closed before a resume from " + lastTimestamp + ": " + frame);
            }
            if (List.of("resync", "version-mismatch").contains(frame.get("type"))) {
                throw new AssertionError("instead of a resume from " + lastTimestamp + ": " + frame);
            }
            if ("".equals(frame.get("clientId"))) {
                handler.accept(frame);
            }
        }
        return editor;
    }

    /** The room as somebody sees it who joins now. */
    static Replica read(int port, String room) throws InterruptedException {
        Replica replica = new Replica();
        resume(port, room, "reader", replica).close();
        return replica;
    }

    /** Throws if the connection has ended. */
    void send(String text) {
        socket.sendText(text, true).join();
    }

    void patch(String messageId, String patch) {
        send("{\"type\":\"patch\",\"messageId\":\"" + messageId + "\",\"documentPatches\":[" + patch + "]}");
    }

    /** Sends a patch and waits for its ack, which must refuse nothing; returns the ack's timestamp. */
    long edit(String messageId, String patch) throws InterruptedException {
        patch(messageId, patch);
        Map<String, Object> ack = await("ack");
        assertEquals(messageId, ack.get("messageId"));
        assertEquals(null, ack.get("rejected"));
        return (Long) ack.get("timestamp");
    }

    /** The next frame; {@code {"type":"closed","code":...}} stands for the end of the connection. */
    Map<String, Object> next() throws InterruptedException {
        Map<String, Object> frame = frames.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertNotNull(frame, "no frame came");
        return frame;
    }

    /** The next frame, if there is one, else null. */
    Map<String, Object> poll() {
        return frames.poll();
    }

    /** Passes over frames up to the first one of a type. */
    Map<String, Object> await(String type) throws InterruptedException {
        List<Object> passed = new ArrayList<>();
        while (true) {
            Map<String, Object> frame = next();
            if (frame.get("type").equals(type)) {
                return frame;
            }
            if (frame.get("type").equals("closed")) {
                throw new ClosedException("closed before a frame '" + type + "': " + frame + " after " + passed);
            }
            passed.add(frame);
        }
    }

    /** The close code with which the connection ends; 1006 if it ends without one. */
    long awaitClose() throws InterruptedException {
        return (Long) await("closed").get("code");
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private static final long NO_CODE = 1006;

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                frames.add(Json.object(text.toString()));
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            frames.add(Map.of("type", "closed", "code", (long) code, "reason", reason));
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            frames.add(Map.of("type", "closed", "code", NO_CODE, "reason", error.toString()));
        }
    }
}
