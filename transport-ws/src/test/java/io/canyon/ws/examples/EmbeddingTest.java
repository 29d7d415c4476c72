package io.canyon.ws.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.ws.WsServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs what the README shows. */
@Timeout(60)
class EmbeddingTest {
    private static final String EDIT =
            "{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":[{\"k\":{\"_exists\":true}}]}";

    @TempDir
    private Path folder;

    private static final class Editor implements WebSocket.Listener {
        final CompletableFuture<String> ack = new CompletableFuture<>();
        final CompletableFuture<String> patch = new CompletableFuture<>();
        final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            if (text.toString().contains("ack")) {
                ack.complete(text.toString());
            } else if (text.toString().contains("documentPatches")) {
                patch.complete(text.toString());
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closeCode.complete(code);
            return null;
        }
    }

    @Test
    void shouldServeUntilItIsToStop() throws Exception {
        Editor editor = new Editor();
        Embedding.serve(folder, 0, server -> {
            HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(server.address() + "?clientId=c"), editor)
                    .join()
                    .sendText(EDIT, true)
                    .join();
            assertEquals("{\"type\":\"ack\",\"messageId\":\"m\",\"timestamp\":1}", editor.ack.join());
            assertTrue(metrics(server).contains("\ncanyon_edits_applied_total 1.0\n"));
        });
        assertEquals(1001, editor.closeCode.get(20, TimeUnit.SECONDS));
    }

    @Test
    void shouldEditBesideEditors() throws Exception {
        Editor editor = new Editor();
        CompletableFuture<String> told = new CompletableFuture<>();
        Consumer<String> log = line -> {
            if (line.equals("x is 10")) {
                told.complete(line);
            }
        };
        Backend.run(folder, 0, Runnable::run, log, server -> {
            HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(server.address() + "?roomId=plan&clientId=c"), editor)
                    .join()
                    .sendText("{\"type\":\"reconnect\",\"lastTimestamp\":0,\"protocolVersion\":2}", true)
                    .join();
            assertEquals(
                    "{\"type\":\"patch\",\"clientId\":\"\",\"documentPatches\":"
                            + "[{\"shape-1\":{\"_exists\":true,\"x\":10}}],\"timestamp\":1}",
                    editor.patch.join());
            assertEquals("x is 10", told.join());
        });
        assertEquals(1001, editor.closeCode.get(20, TimeUnit.SECONDS));
    }

    private static String metrics(WsServer server) {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
        return HttpClient.newHttpClient()
                .sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .join()
                .body();
    }
}
