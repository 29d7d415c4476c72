package io.canyon.engine.embedded;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.SocketSession;
import io.canyon.engine.spi.TextSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket of another framework in a room. What happens to it is told on any thread, and worked off on the embedded
 * thread, in order; messages wait here while the session is not read.
 */
public final class AttachedSocket implements SocketSession, EmbeddedThread.Receiver, SocketConnection.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(AttachedSocket.class);
    private static final CompletionStage<Void> NEXT = CompletableFuture.completedStage(null);
    /** What a message costs beside its text, so that empty ones are bounded, too. */
    private static final int MESSAGE_BYTES = 64;

    private static final int MAX_MESSAGES_PER_TURN = 256;
    private static final long CLOSE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(3);

    private enum State {
        /** Its first turn on the embedded thread is to come. */
        NEW,
        OPEN,
        /** The engine has ended the session, or has been told that it is over; the socket may have yet to be closed. */
        ENDED
    }

    /** Why a session ends from this side. */
    private enum Ending {
        GONE(0, "", null),
        FAILED(1011, "Internal error", EngineCounter.SOCKETS_FAILED),
        TOO_LARGE(1009, "Message too large", EngineCounter.SOCKET_MESSAGES_TOO_LARGE),
        OVERRUN(CloseReason.LIMIT.webSocketCode(), "Too many messages wait", EngineCounter.SOCKETS_OVERRUN);

        private final int code;
        private final String text;
        private final EngineCounter counter;

        Ending(int code, String text, EngineCounter counter) {
            this.code = code;
            this.text = text;
            this.counter = counter;
        }
    }

    private final EmbeddedThread thread;
    private final EngineLimits limits;
    private final Handshake handshake;
    private final SocketConnection connection;
    private final Runnable turn = this::turn;
    private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
    private final ManyToOneConcurrentLinkedQueue<byte[]> messages = new ManyToOneConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean isSignalled = new AtomicBoolean();
    private final AtomicReference<CompletableFuture<Void>> demand = new AtomicReference<>();
    private final AtomicReference<Ending> ending = new AtomicReference<>();
    private volatile boolean isReading = true;
    private volatile State state = State.NEW;
    private GatewaySession session;

    private AttachedSocket(EmbeddedThread thread, EngineLimits limits, Handshake handshake, TextSocket socket) {
        this.thread = thread;
        this.limits = limits;
        this.handshake = Objects.requireNonNull(handshake, "handshake");
        this.connection = new SocketConnection(socket, this);
    }

    /** Any thread: opens a session for the socket, or closes it if the engine is closed. */
    public static SocketSession attach(
            EmbeddedThread thread, EngineLimits limits, Handshake handshake, TextSocket socket) {
        AttachedSocket attached = new AttachedSocket(thread, limits, handshake, socket);
        socket.onAttached(attached);
        if (!attached.signal()) {
            attached.connection.closeNow(CloseReason.SHUTDOWN.webSocketCode(), "Server stops");
        }
        return attached;
    }

    @Override
    public CompletionStage<Void> onText(CharSequence text) {
        // No text has fewer bytes than units.
        return text.length() > limits.maxFrameBytes()
                ? end(Ending.TOO_LARGE)
                : onMessage(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public CompletionStage<Void> onText(ByteBuffer utf8) {
        if (utf8.remaining() > limits.maxFrameBytes()) {
            return end(Ending.TOO_LARGE);
        }
        byte[] message = new byte[utf8.remaining()];
        utf8.duplicate().get(message);
        return onMessage(message);
    }

    @Override
    public void onWritable() {
        signal();
    }

    @Override
    public void onClose() {
        end(Ending.GONE);
    }

    @Override
    public void onError(Throwable failure) {
        LOG.debug("a socket failed: peer={}", handshake.remoteAddress(), failure);
        end(Ending.FAILED);
    }

    @Override
    public void onDeliveryFailed(Throwable failure) {
        end(Ending.FAILED);
    }

    @Override
    public void onThreadEnd() {
        connection.closeNow(CloseReason.SHUTDOWN.webSocketCode(), "Server stops");
        discard();
    }

    @Override
    public void onSendFailed(Throwable failure) {
        LOG.warn("a socket could not be written: peer={}", handshake.remoteAddress(), failure);
        end(Ending.FAILED);
    }

    @Override
    public void onReading(boolean reading) {
        isReading = reading;
        signal();
    }

    @Override
    public void onClosing() {
        state = State.ENDED;
        if (!connection.isClosed()) {
            thread.remind(CLOSE_TIMEOUT_NS, () -> connection.closeNow(0, ""));
        }
        signal();
    }

    private CompletionStage<Void> onMessage(byte[] message) {
        if (message.length > limits.maxFrameBytes()) {
            return end(Ending.TOO_LARGE);
        }
        if (ending.get() != null || state == State.ENDED) {
            return NEXT;
        }
        long waiting = waitingBytes.addAndGet(MESSAGE_BYTES + message.length);
        if (waiting > limits.maxPendingFrameBytes() + 2L * limits.maxFrameBytes()) {
            return end(Ending.OVERRUN);
        }
        messages.add(message);
        boolean isWanted = isReading && waiting <= limits.maxPendingFrameBytes();
        // Before the signal: the turn that it brings completes it if it can.
        CompletionStage<Void> next = isWanted ? NEXT : demand.updateAndGet(AttachedSocket::firstOf);
        return signal() ? next : NEXT;
    }

    private static CompletableFuture<Void> firstOf(CompletableFuture<Void> asked) {
        return asked == null ? new CompletableFuture<>() : asked;
    }

    /** The first ending counts. */
    private CompletionStage<Void> end(Ending reason) {
        ending.compareAndSet(null, reason);
        signal();
        return NEXT;
    }

    /** Has a turn come; false when the engine is closed. */
    private boolean signal() {
        if (!isSignalled.compareAndSet(false, true) || thread.signal(turn)) {
            return true;
        }
        isSignalled.set(false);
        return false;
    }

    private void turn() {
        // Before it looks: whatever comes after has it look again.
        isSignalled.set(false);
        try {
            open();
            connection.flush();
            if (state == State.OPEN) {
                session.onDrained();
                read();
            }
        } catch (RuntimeException | Error e) {
            LOG.error("a session failed: peer={}", handshake.remoteAddress(), e);
            ending.set(Ending.FAILED);
        }
        endIfDue();
        if (state == State.ENDED) {
            discard();
        }
    }

    private void open() {
        if (state == State.NEW) {
            state = State.OPEN;
            thread.add(this);
            session = thread.gateway().open(handshake, connection);
        }
    }

    private void read() {
        int count = 0;
        while (isReading && state == State.OPEN && count < MAX_MESSAGES_PER_TURN && !messages.isEmpty()) {
            byte[] message = messages.poll();
            waitingBytes.addAndGet(-MESSAGE_BYTES - message.length);
            frame.wrap(message);
            session.onFrame(frame, 0, message.length);
            count++;
        }
        if (count == MAX_MESSAGES_PER_TURN) {
            signal();
        }
        if (isReading && waitingBytes.get() <= limits.maxPendingFrameBytes()) {
            askForMore();
        }
    }

    private void endIfDue() {
        Ending due = ending.get();
        if (due == null) {
            return;
        }
        boolean isFirst = state != State.ENDED;
        state = State.ENDED;
        switch (due) {
            case GONE -> connection.drop();
            case FAILED -> connection.closeNow(due.code, due.text);
            case TOO_LARGE, OVERRUN -> connection.close(due.code, due.text);
        }
        if (isFirst) {
            if (due.counter != null) {
                thread.gateway().counters().increment(due.counter);
            }
            if (session != null) {
                session.onClosed();
            }
        }
    }

    /** Nothing comes in any more. */
    private void discard() {
        while (messages.poll() != null) {
            // Dropped.
        }
        askForMore();
        if (connection.isClosed()) {
            thread.remove(this);
        }
    }

    private void askForMore() {
        CompletableFuture<Void> asked = demand.getAndSet(null);
        if (asked != null) {
            asked.complete(null);
        }
    }
}
