package io.canyon.engine.client;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A connection over the JDK's WebSocket: puts messages together, sends one behind the other, and finds out when the
 * other side is gone. Thread-safe.
 */
final class WebSocketConnection implements WebSocket.Listener, SyncConnection {
    private static final int MAX_MESSAGE_LENGTH = 512 << 20;
    private static final int MAX_UNSENT_LENGTH = 64 << 20;
    private static final long CLOSE_TIMEOUT_MS = 5_000;
    /** In the place of a message: the connection is to be closed. */
    private static final String CLOSE = new String("close");

    private final SyncReceiver receiver;
    private final long pingIntervalMs;
    /** Of the message that is coming; used by the socket's thread only. */
    private final StringBuilder partial = new StringBuilder();

    private final Object lock = new Object();
    /** What waits for the message before it; guarded by the lock, as all that follows. */
    private final Queue<String> unsent = new ArrayDeque<>();

    private long unsentLength;
    private boolean isSending;
    private boolean isClosing;
    private boolean isOver;
    private WebSocket socket;
    private boolean hasHeard;
    private boolean hasPinged;

    WebSocketConnection(SyncReceiver receiver, Duration pingInterval) {
        this.receiver = receiver;
        pingIntervalMs = pingInterval.toMillis();
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        boolean isWanted;
        synchronized (lock) {
            isWanted = !isClosing && !isOver;
            socket = webSocket;
        }
        if (!isWanted) {
            webSocket.abort();
            return;
        }
        receiver.onOpen();
        webSocket.request(1);
        watch();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean isLast) {
        hear();
        if (partial.length() + data.length() > MAX_MESSAGE_LENGTH) {
            fail("a message of more than " + MAX_MESSAGE_LENGTH);
            return null;
        }
        partial.append(data);
        if (isLast) {
            String text = partial.toString();
            partial.setLength(0);
            if (partial.capacity() > 1 << 20) {
                partial.trimToSize();
            }
            if (isUp()) {
                receiver.onText(text);
            }
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean isLast) {
        hear();
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
        hear();
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
        hear();
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        end(code, reason);
        // null: the JDK answers, and closes
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable failure) {
        fail(failure.toString());
    }

    @Override
    public void send(String text) {
        boolean isTooMuch;
        synchronized (lock) {
            if (isClosing || isOver) {
                return;
            }
            unsent.add(text);
            unsentLength += text.length();
            isTooMuch = unsentLength > MAX_UNSENT_LENGTH;
        }
        if (isTooMuch) {
            fail("the server does not read");
            return;
        }
        sendNext();
    }

    @Override
    public void close() {
        boolean isConnected;
        synchronized (lock) {
            if (isClosing || isOver) {
                return;
            }
            isClosing = true;
            isConnected = socket != null;
            unsent.add(CLOSE);
        }
        if (isConnected) {
            CompletableFuture.delayedExecutor(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                    .execute(socket::abort);
            sendNext();
        }
    }

    /** Sends the next message, unless one is being sent. */
    private void sendNext() {
        String next;
        synchronized (lock) {
            next = isSending || isOver ? null : unsent.poll();
            if (next == null) {
                return;
            }
            isSending = true;
        }
        CompletableFuture<WebSocket> sent =
                next == CLOSE ? socket.sendClose(CloseCodes.NORMAL, "") : socket.sendText(next, true);
        sent.whenComplete((result, failure) -> {
            if (failure != null) {
                fail(failure.toString());
                return;
            }
            synchronized (lock) {
                isSending = false;
                unsentLength -= next.length();
            }
            sendNext();
        });
    }

    private void hear() {
        synchronized (lock) {
            hasHeard = true;
        }
    }

    private boolean isUp() {
        synchronized (lock) {
            return !isClosing && !isOver;
        }
    }

    private void watch() {
        CompletableFuture.delayedExecutor(pingIntervalMs, TimeUnit.MILLISECONDS).execute(this::checkHeard);
    }

    private void checkHeard() {
        boolean isSilent;
        boolean isToPing;
        synchronized (lock) {
            if (isClosing || isOver) {
                return;
            }
            isSilent = !hasHeard && hasPinged;
            isToPing = !hasHeard;
            hasHeard = false;
            hasPinged = isToPing;
        }
        if (isSilent) {
            fail("the server is silent");
            return;
        }
        if (isToPing) {
            socket.sendPing(ByteBuffer.allocate(0)).whenComplete((result, failure) -> {
                if (failure != null) {
                    fail(failure.toString());
                }
            });
        }
        watch();
    }

    private void fail(String reason) {
        end(CloseCodes.ABNORMAL, reason);
        WebSocket failed;
        synchronized (lock) {
            failed = socket;
        }
        if (failed != null) {
            failed.abort();
        }
    }

    private void end(int code, String reason) {
        boolean isNews;
        synchronized (lock) {
            isNews = !isOver && !isClosing;
            isOver = true;
            unsent.clear();
        }
        if (isNews) {
            receiver.onClosed(code, reason);
        }
    }
}
