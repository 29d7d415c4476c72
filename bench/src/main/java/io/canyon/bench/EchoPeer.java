package io.canyon.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A client of the echo wire that counts versions and keeps no document. Its listener is called by one thread at a time.
 */
final class EchoPeer implements WebSocket.Listener {
    private static final long TIMEOUT_S = 120;
    private static final String VERSION = "\"version\":";
    /** The version of a {@code joined} stands behind the room's name, far in front of the document. */
    private static final int HEAD_CHARS = 512;

    private final String room;
    private final WebSocket socket;
    private final StringBuilder head = new StringBuilder();
    private final CompletableFuture<Long> joined = new CompletableFuture<>();
    private volatile CountDownLatch told;
    private volatile String problem;
    private long version;

    EchoPeer(HttpClient http, URI url, String room, String id) throws InterruptedException {
        this.room = room;
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(url + "?id=" + id), this)
                .join();
        send("{\"event\":\"join\",\"room\":\"" + room + "\",\"userId\":\"" + id + "\"}");
        version = joined.orTimeout(TIMEOUT_S, TimeUnit.SECONDS).join();
    }

    /** Counts down at each edit from here on, its own ones included. */
    void tell(CountDownLatch latch) {
        told = latch;
    }

    void edit(long seq, String delta) {
        send("{\"event\":\"edit\",\"room\":\"" + room + "\",\"seq\":" + seq + ",\"delta\":" + delta + "}");
    }

    /** Waits for what was told to come. */
    static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(TIMEOUT_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not told within " + TIMEOUT_S + " s: missing=" + latch.getCount());
        }
    }

    /** Why a frame was not the one that had to come, or null. */
    String problem() {
        return problem;
    }

    void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        head.append(data, 0, Math.min(data.length(), HEAD_CHARS - Math.min(HEAD_CHARS, head.length())));
        if (last) {
            onFrame();
            head.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        problem = "closed: code=" + code + " reason=" + reason;
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        problem = "connection is lost: " + error;
    }

    private void onFrame() {
        if (head.indexOf("{\"event\":\"joined\"") == 0) {
            joined.complete(versionOfFrame());
        } else if (head.indexOf("{\"event\":\"edit\"") == 0 || head.indexOf("{\"event\":\"ack\"") == 0) {
            if (versionOfFrame() != ++version) {
                problem = "expected version " + version + ": " + head;
            }
            told.countDown();
        } else if (head.indexOf("{\"event\":\"entered\"") != 0 && head.indexOf("{\"event\":\"left\"") != 0) {
            problem = "not expected: " + head;
        }
    }

    private long versionOfFrame() {
        int start = head.indexOf(VERSION) + VERSION.length();
        int end = start;
        while (Character.isDigit(head.charAt(end))) {
            end++;
        }
        return Long.parseLong(head, start, end, 10);
    }

    private void send(String text) {
        socket.sendText(text, true).join();
    }
}
