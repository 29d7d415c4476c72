package io.canyon.aeron.server;

import io.canyon.aeron.AeronCounter;
import io.canyon.aeron.codec.ConnectResult;
import io.canyon.aeron.codec.SessionEnd;
import io.canyon.aeron.wire.ProtocolVersion;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.ServiceConnection;
import io.canyon.engine.spi.ServiceHello;
import io.canyon.engine.spi.ServiceSession;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One service: its publication, and the engine's connection. Used in the agent's thread. */
final class ClientSession implements ServiceConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);
    private static final long CLOSE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long NONE = -1;

    private final SessionContext context;
    private final ConnectTo request;
    private final long sessionId;
    private final String peer;
    private SessionState state = SessionState.CONNECTING;
    private long streamRequest = NONE;
    private ResponseStream stream;
    private SendQueue queue;
    private ServiceSession service;
    private boolean isReading = true;
    /** Set while the engine's code may be on the stack, for the session's next turn. */
    private boolean isStreamLost;

    private boolean isOverflowed;
    private long lastHeardNs;
    private long lastSentNs;
    private long deadlineNs;

    /** @param peer where the request comes from, for logs and authenticators */
    ClientSession(SessionContext context, ConnectTo request, long sessionId, String peer) {
        this.context = context;
        this.request = request;
        this.sessionId = sessionId;
        this.peer = peer;
    }

    /** Begins to open the publication to the service. */
    void connect() {
        lastHeardNs = context.attentiveNs();
        deadlineNs = context.nowNs() + context.config().connectTimeout().toNanos();
        try {
            streamRequest = context.streams().add(request.channel(), request.streamId());
        } catch (RuntimeException e) {
            unreachable(e);
        }
    }

    long sessionId() {
        return sessionId;
    }

    long correlationId() {
        return request.correlationId();
    }

    /** What stands in the header of its messages. */
    int headerVersion() {
        return ProtocolVersion.headerVersion(request.peerVersion());
    }

    SessionState state() {
        return state;
    }

    /** Whether the service could be answered. */
    boolean isReached() {
        return queue != null;
    }

    /** Whether its messages are to be taken. */
    boolean isReading() {
        return isReading || state != SessionState.OPEN;
    }

    /** What the engine is asked; null before it has been told. */
    ServiceSession service() {
        return service;
    }

    /** Something came from the service. */
    void onHeard() {
        lastHeardNs = context.attentiveNs();
    }

    @Override
    public void onAdmitted() {
        if (state == SessionState.ADMITTING) {
            state = SessionState.OPEN;
            context.counters().increment(AeronCounter.SESSIONS_OPENED);
            sendOwn(context.messages().connectResponse(request.correlationId(), sessionId, ConnectResult.OK, ""));
        }
    }

    @Override
    public void send(Frame frame) {
        if (state == SessionState.OPEN && !isStreamLost) {
            send((AeronFrame) frame);
        }
    }

    @Override
    public void flush() {
        // Each message is offered when it is sent.
    }

    @Override
    public long unsentBytes() {
        return queue == null ? 0 : queue.unsentBytes();
    }

    @Override
    public void setReading(boolean reading) {
        if (reading && !isReading) {
            // Nothing was heard of what was not read.
            onHeard();
        }
        isReading = reading;
    }

    @Override
    public void close(CloseReason reason, String text) {
        if (state == SessionState.ADMITTING) {
            refuse(connectResult(reason), text);
        } else if (state == SessionState.OPEN) {
            context.counters()
                    .increment(
                            reason == CloseReason.MALFORMED
                                    ? AeronCounter.SESSIONS_MALFORMED
                                    : AeronCounter.SESSIONS_CLOSED_BY_ENGINE);
            end(sessionEnd(reason), text);
        }
    }

    /** The service closes the session. Not from within the engine. */
    void onCloseRequest() {
        if (state == SessionState.OPEN) {
            context.counters().increment(AeronCounter.SESSIONS_CLOSED_BY_CLIENT);
            end(SessionEnd.ASKED, "");
            leave();
        }
    }

    /** The service sent what is no message. Not from within the engine. */
    void onMalformed(String problem) {
        if (service != null && (state == SessionState.OPEN || state == SessionState.ADMITTING)) {
            try {
                service.onMalformed(problem);
            } catch (RuntimeException e) {
                onException(e);
            }
        }
        close(CloseReason.MALFORMED, problem);
        leave();
        if (state == SessionState.CONNECTING) {
            finish();
        }
    }

    /** The engine threw what it should not have. */
    void onException(RuntimeException e) {
        LOG.error("The session of {} ends with an exception", peer, e);
        context.counters().increment(AeronCounter.EXCEPTIONS);
        onFailed();
    }

    /** It may have missed messages. */
    void onFailed() {
        end(SessionEnd.FAILED, "");
        leave();
    }

    /** Its publication of requests is gone, or has got another session: nothing can be told any more. */
    void onGone(AeronCounter why) {
        if (state != SessionState.CLOSED && state != SessionState.CLOSING) {
            context.counters().increment(why);
        }
        finish();
    }

    /** The transport stops: tells the service, and sends what can be sent at once. */
    void onStop() {
        if (state == SessionState.ADMITTING) {
            refuse(ConnectResult.UNAVAILABLE, "");
        } else if (state == SessionState.OPEN) {
            end(SessionEnd.SHUTDOWN, "");
        }
        if (queue != null && !isStreamLost) {
            queue.drain();
        }
        finish();
    }

    /** Goes on with what waits. */
    int turn() {
        return switch (state) {
            case CONNECTING -> onConnecting();
            case ADMITTING, OPEN -> onOpen();
            case CLOSING -> onClosing();
            case CLOSED -> 0;
        };
    }

    /** Looks at the clock, now and then. */
    void onTimer() {
        if (state == SessionState.OPEN || state == SessionState.ADMITTING) {
            if (isReading
                    && context.attentiveNs() - lastHeardNs
                            > context.config().sessionTimeout().toNanos()) {
                context.counters().increment(AeronCounter.SESSIONS_TIMED_OUT);
                end(SessionEnd.TIMEOUT, "");
                leave();
            } else if (state == SessionState.OPEN
                    && queue.isEmpty()
                    && context.nowNs() - lastSentNs
                            >= context.config().keepAliveInterval().toNanos()) {
                sendOwn(context.messages().ping(sessionId));
            }
        }
    }

    private int onConnecting() {
        try {
            if (stream == null) {
                stream = context.streams().find(streamRequest);
            }
        } catch (RuntimeException e) {
            streamRequest = NONE;
            unreachable(e);
            return 1;
        }
        if (stream != null && stream.isConnected()) {
            queue = new SendQueue(stream, sessionId, context.counters());
            onConnected();
            return 1;
        }
        if (context.nowNs() - deadlineNs > 0) {
            context.counters().increment(AeronCounter.CONNECTS_UNANSWERED);
            finish();
            return 1;
        }
        return 0;
    }

    private void onConnected() {
        state = SessionState.ADMITTING;
        onHeard();
        ConnectResult refusal = request.refusal() == ConnectResult.OK ? context.mayOpen() : request.refusal();
        if (refusal != ConnectResult.OK) {
            refuse(refusal, "");
            return;
        }
        try {
            service = context.open(
                    new ServiceHello(request.clientId(), request.credentials(), SessionContext.handshake(peer)), this);
        } catch (RuntimeException e) {
            onException(e);
        }
    }

    private int onOpen() {
        if (isStreamLost) {
            context.counters().increment(AeronCounter.SESSIONS_UNREACHABLE);
            finish();
            return 1;
        }
        if (isOverflowed) {
            context.counters().increment(AeronCounter.SESSIONS_OVERFLOWED);
            end(SessionEnd.LIMIT, "Takes nothing");
            leave();
            return 1;
        }
        if (queue.isEmpty()) {
            return 0;
        }
        long unsentBytes = queue.unsentBytes();
        onResult(queue.drain());
        if (queue.unsentBytes() == unsentBytes) {
            return 0;
        }
        lastSentNs = context.nowNs();
        if (service != null) {
            try {
                service.onDrained();
            } catch (RuntimeException e) {
                onException(e);
            }
        }
        return 1;
    }

    private int onClosing() {
        leave();
        if (!queue.isEmpty() && !isStreamLost) {
            onResult(queue.drain());
        }
        if (queue.isEmpty() || isStreamLost || context.nowNs() - deadlineNs > 0) {
            finish();
        }
        return 1;
    }

    private void unreachable(RuntimeException e) {
        LOG.debug("The response channel {} of {} cannot be opened", request.channel(), peer, e);
        context.counters().increment(AeronCounter.CONNECTS_UNANSWERED);
        finish();
    }

    private void refuse(ConnectResult result, String message) {
        context.counters().increment(AeronCounter.CONNECTS_REFUSED);
        sendOwn(context.messages().connectResponse(request.correlationId(), sessionId, result, message));
        startClosing();
    }

    private void end(SessionEnd reason, String message) {
        if (state == SessionState.ADMITTING) {
            refuse(ConnectResult.UNAVAILABLE, message);
        } else if (state == SessionState.OPEN) {
            sendOwn(context.messages().sessionClosed(sessionId, reason, message));
            startClosing();
        }
    }

    private void startClosing() {
        state = SessionState.CLOSING;
        deadlineNs = context.nowNs() + CLOSE_TIMEOUT_NS;
    }

    private void sendOwn(AeronFrame frame) {
        send(frame);
        frame.release();
    }

    private void send(AeronFrame frame) {
        SendQueue.Result result = queue.send(frame);
        onResult(result);
        if (result == SendQueue.Result.SENT) {
            lastSentNs = context.nowNs();
        } else if (queue.heldBytes() > context.config().maxQueuedBytes()) {
            isOverflowed = true;
        }
    }

    private void onResult(SendQueue.Result result) {
        if (result == SendQueue.Result.LOST) {
            isStreamLost = true;
        }
    }

    /** Tells the engine, once, that it is over. Not from within the engine. */
    private void leave() {
        if (service != null) {
            ServiceSession left = service;
            service = null;
            try {
                left.onClosed();
            } catch (RuntimeException e) {
                LOG.error("The session of {} could not leave", peer, e);
                context.counters().increment(AeronCounter.EXCEPTIONS);
            }
        }
    }

    private void finish() {
        state = SessionState.CLOSED;
        leave();
        if (queue != null) {
            queue.clear();
        }
        try {
            if (stream != null) {
                stream.close();
            } else if (streamRequest != NONE) {
                context.streams().cancel(streamRequest);
            }
        } catch (RuntimeException e) {
            // The driver cannot be told; it finds out when this process ends.
            LOG.error("The publication to {} could not be closed", peer, e);
            context.counters().increment(AeronCounter.EXCEPTIONS);
        }
        stream = null;
        streamRequest = NONE;
    }

    private static ConnectResult connectResult(CloseReason reason) {
        return switch (reason) {
            case UNAUTHORIZED, REMOVED -> ConnectResult.FORBIDDEN;
            case MALFORMED, OTHER_KIND -> ConnectResult.INVALID;
            case LIMIT -> ConnectResult.LIMIT;
            case UNAVAILABLE, SHUTDOWN, ROOM_CLOSED, REPLACED -> ConnectResult.UNAVAILABLE;
        };
    }

    private static SessionEnd sessionEnd(CloseReason reason) {
        return switch (reason) {
            case UNAUTHORIZED, REMOVED -> SessionEnd.UNAUTHORIZED;
            case MALFORMED -> SessionEnd.MALFORMED;
            case LIMIT -> SessionEnd.LIMIT;
            case SHUTDOWN -> SessionEnd.SHUTDOWN;
            case REPLACED -> SessionEnd.REPLACED;
            case UNAVAILABLE, ROOM_CLOSED, OTHER_KIND -> SessionEnd.FAILED;
        };
    }
}
