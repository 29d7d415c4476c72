package io.canyon.engine.examples;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** An editor on the JDK's WebSocket. It can stop reading. */
final class JdkClient implements WebSocket.Listener {
    private static final int TIMEOUT_SECONDS = 60;

    private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;
    private volatile boolean isStopped;

    static JdkClient connect(HttpClient http, URI uri) {
        JdkClient client = new JdkClient();
        client.socket = http.newWebSocketBuilder().buildAsync(uri, client).join();
        return client;
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    void stopReading() {
        isStopped = true;
    }

    void readOn() {
        isStopped = false;
        socket.request(1);
    }

    void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    /** Waits for a message, and drops those before it. */
    String await(Predicate<String> wanted) throws InterruptedException {
        String message = "nothing";
        while (message != null) {
            message = messages.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (message != null && wanted.test(message)) {
                return message;
            }
        }
        throw new AssertionError("waited in vain");
    }

    String await(String part) throws InterruptedException {
        return await(message -> message.contains(part));
    }

    int awaitClose() throws Exception {
        try {
            return closeCode.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not closed", e);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            messages.add(partial.toString());
            partial.setLength(0);
        }
        if (!isStopped) {
            webSocket.request(1);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closeCode.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closeCode.completeExceptionally(error);
    }
}
