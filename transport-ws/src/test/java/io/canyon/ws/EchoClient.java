package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.canyon.engine.dialect.jsondiffpatch.JsonDiffPatch;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A client that speaks the echo wire frame by frame, and keeps the document of room {@code r} by plain patches as it is
 * told of it. What it sends has single quotes. Used by one thread; frames wait until they are asked for.
 */
final class EchoClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonDiffPatch PATCHES = new JsonDiffPatch();
    private static final int TIMEOUT_SECONDS = 60;

    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private JsonNode document;
    private long version = -1;

    /** The connection ended before the frame that was awaited. */
    static final class ClosedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        ClosedException(String message) {
            super(message);
        }
    }

    private EchoClient(URI uri) {
        socket = JarServer.HTTP
                .newWebSocketBuilder()
                .buildAsync(uri, new Listener())
                .join();
    }

    static EchoClient connect(int port, String id) {
        return new EchoClient(URI.create("ws://127.0.0.1:" + port + "/echo?id=" + id));
    }

    /** Connects, and enters the room. */
    static EchoClient enter(int port, String id) throws InterruptedException {
        EchoClient client = connect(port, id);
        client.send("{'event':'join','room':'r','userId':'user of " + id + "'}");
        client.await("joined");
        return client;
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** What this client has of the room. */
    JsonNode document() {
        return document;
    }

    /** The version that this client has; -1 before it has one. */
    long version() {
        return version;
    }

    /** Goes on from what another connection of the client had. */
    EchoClient with(EchoClient before) {
        document = before.document;
        version = before.version;
        return this;
    }

    /** Throws if the connection has ended. */
    void send(String frame) {
        socket.sendText(frame.replace('\'', '"'), true).join();
    }

    void edit(long seq, String delta) {
        send("{'event':'edit','room':'r','seq':" + seq + ",'base':" + version + ",'delta':" + delta + "}");
    }

    /** Sends an edit, waits for its ack and takes it in, and whatever comes before. */
    long editAndAwait(long seq, String delta) throws InterruptedException {
        edit(seq, delta);
        JsonNode ack = await("ack");
        assertEquals(seq, ack.get("seq").longValue());
        onAck(ack, json(delta.replace('\'', '"')));
        return ack.get("version").longValue();
    }

    /** The next frame, taken in unless it is an ack; {@code {"event":"closed"}} stands for the end. */
    JsonNode next() throws InterruptedException {
        String text = frames.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertNotNull(text, "no frame came");
        JsonNode frame = json(text);
        if (frame.path("room").asText().equals("r")) {
            switch (frame.get("event").textValue()) {
                case "joined" -> onJoined(frame);
                case "edit" -> patch(frame.get("version").longValue(), frame.get("delta"));
                default -> {}
            }
        }
        return frame;
    }

    /** Passes over frames up to the first of an event. */
    JsonNode await(String event) throws InterruptedException {
        List<JsonNode> passed = new ArrayList<>();
        while (true) {
            JsonNode frame = next();
            String found = frame.get("event").textValue();
            if (found.equals(event)) {
                return frame;
            }
            if (found.equals("closed")) {
                throw new ClosedException("closed before '" + event + "': " + frame + " after " + passed);
            }
            passed.add(frame);
        }
    }

    /** Takes in frames until it has a version. */
    void awaitVersion(long wanted) throws InterruptedException {
        while (version < wanted) {
            next();
        }
        assertEquals(wanted, version);
    }

    /** Takes in the ack of an edit, which came as the delta says if the ack says nothing else. */
    void onAck(JsonNode ack, JsonNode sent) {
        long applied = ack.get("version").longValue();
        if (applied > version) {
            JsonNode told = ack.get("delta");
            patch(applied, told == null ? sent : told.isNull() ? null : told);
        }
    }

    private void onJoined(JsonNode frame) {
        if (frame.has("doc")) {
            document = frame.get("doc");
        } else {
            assertEquals(version, frame.get("from").longValue(), "a joined from elsewhere");
            document = frame.has("delta") ? PATCHES.patch(document, frame.get("delta")) : document;
        }
        version = frame.get("version").longValue();
    }

    private void patch(long newVersion, JsonNode delta) {
        assertEquals(version + 1, newVersion, "versions are consecutive");
        version = newVersion;
        document = delta == null ? document : PATCHES.patch(document, delta);
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                frames.add(text.toString());
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            frames.add("{\"event\":\"closed\",\"code\":" + code + "}");
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            frames.add("{\"event\":\"closed\",\"code\":1006}");
        }
    }
}
