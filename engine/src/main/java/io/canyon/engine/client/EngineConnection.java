package io.canyon.engine.client;

import io.canyon.engine.Engine;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.SocketSession;
import io.canyon.engine.spi.TextSocket;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client's connection to an engine of the same JVM. What the client has not taken in yet counts as unsent, so a slow
 * one lags as it would over a network. Thread-safe.
 */
final class EngineConnection implements SyncConnection {
    private static final long MAX_WAITING_LENGTH = 64 << 10;
    private static final long MAX_UNSENT_LENGTH = 64 << 20;

    private final SyncReceiver receiver;
    /** What goes to the client. */
    private final SerialCalls deliveries;

    private final AtomicLong waitingLength = new AtomicLong();
    private final SocketSession session;
    /** What waits until the engine wants more; guarded by its own lock, as the flag is. */
    private final Queue<String> unsent = new ArrayDeque<>();

    private long unsentLength;
    private boolean isSending;
    private boolean isOver;

    EngineConnection(Engine engine, Handshake handshake, SyncReceiver receiver, Executor executor) {
        this.receiver = receiver;
        deliveries = new SerialCalls(executor);
        deliver(receiver::onOpen);
        session = engine.attach(handshake, new EngineSide());
    }

    @Override
    public void send(String text) {
        boolean isTooMuch;
        synchronized (unsent) {
            if (isOver) {
                return;
            }
            unsent.add(text);
            unsentLength += text.length();
            isTooMuch = unsentLength > MAX_UNSENT_LENGTH;
        }
        if (isTooMuch) {
            close();
            deliver(() -> receiver.onClosed(CloseCodes.ABNORMAL, "the engine does not read"));
            return;
        }
        sendNext();
    }

    @Override
    public void close() {
        synchronized (unsent) {
            isOver = true;
            unsent.clear();
        }
        session.onClose();
    }

    /** Sends one behind the other, as the engine wants them. */
    private void sendNext() {
        for (String next = next(); next != null; next = next()) {
            CompletableFuture<Void> wanted = session.onText(next).toCompletableFuture();
            if (!wanted.isDone()) {
                wanted.thenRun(() -> {
                    sent();
                    sendNext();
                });
                return;
            }
            sent();
        }
    }

    private String next() {
        synchronized (unsent) {
            String next = isSending ? null : unsent.poll();
            isSending |= next != null;
            unsentLength -= next == null ? 0 : next.length();
            return next;
        }
    }

    private void sent() {
        synchronized (unsent) {
            isSending = false;
        }
    }

    private void deliver(Runnable call) {
        deliveries.add(call);
        deliveries.run();
    }

    /** The connection as the engine sees it. */
    private final class EngineSide implements TextSocket {
        @Override
        public void send(String text) {
            waitingLength.addAndGet(text.length());
            deliver(() -> {
                receiver.onText(text);
                waitingLength.addAndGet(-text.length());
                session.onWritable();
            });
        }

        @Override
        public boolean isWritable() {
            return waitingLength.get() < MAX_WAITING_LENGTH;
        }

        @Override
        public long unsentBytes() {
            return waitingLength.get();
        }

        @Override
        public void close(int code, String reason) {
            deliver(() -> receiver.onClosed(code, reason));
        }
    }
}
