package io.canyon.engine.gateway;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.dialect.canvas.CanvasHandshake;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.Permission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One editor's session, from its handshake to the shard's word that it is forgotten. Belongs to its I/O thread. What it
 * may have on the way is bounded: commands that are not acked yet, frames that wait, bytes that are not sent.
 */
final class Session implements GatewaySession {
    private static final int MAX_IN_FLIGHT = 256;
    private static final int MAX_MALFORMED = 100;

    private final IoGateway gateway;
    private final long id;
    private final Connection connection;
    private final Handshake handshake;
    private final CanvasHandshake canvas;
    private final CommandQueue commands;
    private final ArrayDeque<UnsafeBuffer> waitingFrames = new ArrayDeque<>();
    private final HeldOutputs heldOutputs = new HeldOutputs();
    private final LagWatch lagWatch = new LagWatch();
    /** Null: it may send as fast as it can. */
    private final TokenBucket frameTokens;

    private SessionState state = SessionState.AUTHENTICATING;
    private RoomSessions room;
    private SessionEntry entry;
    private boolean hasJoined;
    private boolean isReading = true;
    private boolean isLagAsked;
    private boolean isDrainAsked;
    private boolean isTouched;
    private boolean isTimed;
    private boolean isThrottled;
    private boolean isLeaving;
    private boolean isResuming;
    private boolean mustWaitForSync;
    private boolean isRefreshing;
    private boolean isCatchingUp;
    private Credentials nextCredentials;
    private long laggedAt;
    private long awaitedState;
    private int inFlight;
    private int waitingFrameBytes;
    private int malformedCount;

    Session(IoGateway gateway, long id, Connection connection, Handshake handshake, CanvasHandshake canvas) {
        this.gateway = gateway;
        this.id = id;
        this.connection = connection;
        this.handshake = handshake;
        this.canvas = canvas;
        this.commands = new CommandQueue(gateway, this, gateway.context().inboxOf(canvas.room()));
        int framesPerSecond = gateway.context().limits().session().maxFramesPerSecond();
        this.frameTokens = framesPerSecond == 0 ? null : new TokenBucket(framesPerSecond, gateway.nowNs());
    }

    long id() {
        return id;
    }

    SessionState state() {
        return state;
    }

    Handshake handshake() {
        return handshake;
    }

    CanvasHandshake canvas() {
        return canvas;
    }

    @Override
    public void onFrame(DirectBuffer frame, int offset, int length) {
        gateway.counters().increment(EngineCounter.FRAMES_RECEIVED);
        if (state == SessionState.CLOSED) {
            return;
        }
        if (waitingFrames.isEmpty() && mayProcess() && takesToken()) {
            process(frame, offset, length);
        } else {
            waitingFrames.add(copy(frame, offset, length));
            waitingFrameBytes += length;
            int most = gateway.context().limits().maxPendingFrameBytes()
                    + 2 * gateway.context().limits().maxFrameBytes();
            if (waitingFrameBytes > most) {
                close(CloseReason.LIMIT, "Too many frames wait");
                return;
            }
        }
        updateReading();
        gateway.flushUnlessDelivering();
    }

    @Override
    public void onDrained() {
        askForCatchUp();
    }

    @Override
    public void onClosed() {
        leave();
    }

    /** The authenticator has answered; null refuses. */
    void onAuthenticated(Admission admission) {
        if (state != SessionState.AUTHENTICATING) {
            return;
        }
        if (admission == null) {
            gateway.counters().increment(EngineCounter.SESSIONS_REFUSED);
            close(CloseReason.UNAUTHORIZED, "Unauthorized");
            return;
        }
        state = SessionState.JOINING;
        hasJoined = true;
        entry = new SessionEntry(canvas.room(), id, canvas.clientId(), admission.permission(), admission.metadata());
        gateway.context().registry().add(entry);
        byte[] clientId = canvas.clientId().getBytes(StandardCharsets.UTF_8);
        byte[] name = canvas.room().getBytes(StandardCharsets.UTF_8);
        ExpandableArrayBuffer command = new ExpandableArrayBuffer(Command.HEADER_BYTES + clientId.length + name.length);
        Command.putHeader(
                command, 0, CommandType.JOIN, id, admission.permission().code(), 0);
        Command.putLengths(command, 0, clientId.length, name.length, 0, 0);
        command.putBytes(Command.HEADER_BYTES, clientId);
        command.putBytes(Command.HEADER_BYTES + clientId.length, name);
        post(command, 0, Command.HEADER_BYTES + clientId.length + name.length);
    }

    /** New credentials: one question at a time, and of those that come meanwhile only the last. */
    void refresh(Credentials credentials) {
        if (isRefreshing) {
            nextCredentials = credentials;
        } else {
            isRefreshing = true;
            gateway.authenticate(this, credentials, true);
        }
    }

    /** The authenticator has answered to new credentials; null refuses. */
    void onRefreshed(Admission admission) {
        isRefreshing = false;
        if (state == SessionState.CLOSED) {
            return;
        }
        if (nextCredentials != null) {
            Credentials credentials = nextCredentials;
            nextCredentials = null;
            refresh(credentials);
        } else if (admission == null) {
            close(CloseReason.UNAUTHORIZED, "Unauthorized");
        } else {
            entry.metadata(admission.metadata());
            post(CommandType.PERMISSION, admission.permission().code());
        }
    }

    void onJoined(long roomNumber) {
        if (state == SessionState.JOINING) {
            state = SessionState.ACTIVE;
            entry.joined();
            room = gateway.sessionsOf(roomNumber);
            room.add(this);
            proceed();
        }
    }

    /** The room has given it another permission. */
    void onPermission(Permission permission, long count) {
        entry.permission(permission, count);
    }

    /** An output for this session alone. */
    void onOutput(Output output) {
        switch (output.type()) {
            case ACK -> inFlight--;
            case SYNCED -> {
                inFlight--;
                isResuming = false;
                mustWaitForSync = false;
            }
            default -> {}
        }
        if (state == SessionState.LAGGING || state == SessionState.SYNCING) {
            hold(output);
        } else if (state == SessionState.ACTIVE) {
            gateway.send(this, output);
            proceed();
        }
    }

    void onLagging(long version) {
        if (state == SessionState.ACTIVE) {
            startLagging(version);
            updateReading();
            askForCatchUp();
        }
    }

    /** The state of its room is being encoded, under this number. */
    void onWaiting(long number) {
        if (state == SessionState.ACTIVE || state == SessionState.LAGGING) {
            isCatchingUp = state == SessionState.LAGGING;
            state = SessionState.SYNCING;
            awaitedState = number;
            updateReading();
        }
    }

    boolean awaits(long number) {
        return state == SessionState.SYNCING && awaitedState == number;
    }

    /**
     * The state of its room as of {@code version}: from there it catches up, once it has drained. What it was to be
     * told when it asked comes behind a first state, but before one that is a catch-up itself.
     */
    void onState(long version, Frame frame) {
        if (isCatchingUp) {
            sendHeld();
        }
        startLagging(version);
        isDrainAsked = false;
        send(frame);
    }

    /**
     * Its acks first, in order, each as of the version it was last sent; then everything since; then it is like others.
     */
    void onCatchUp(Output output) {
        if (state != SessionState.LAGGING) {
            return;
        }
        state = SessionState.ACTIVE;
        isLagAsked = false;
        isDrainAsked = false;
        sendHeld();
        gateway.sendCatchUp(this, output);
        proceed();
    }

    /** The time has gone on. */
    void onTime(long nowNs) {
        isTimed = false;
        if (isThrottled) {
            isThrottled = false;
            proceed();
            gateway.flushUnlessDelivering();
        }
        if (state == SessionState.LAGGING) {
            long maxLagNs = gateway.context().limits().session().maxLag().toNanos();
            if (isDrainAsked) {
                // It waits for the shard, not the shard for it.
                lagWatch.start(connection.unsentBytes(), nowNs);
            }
            if (lagWatch.isStuck(connection.unsentBytes(), nowNs, maxLagNs)) {
                closeTooSlow("Takes nothing");
            } else {
                awaitTime();
            }
        }
    }

    private void startLagging(long version) {
        state = SessionState.LAGGING;
        laggedAt = version;
        lagWatch.start(connection.unsentBytes(), gateway.nowNs());
        awaitTime();
    }

    private void hold(Output output) {
        heldOutputs.add(output);
        if (heldOutputs.lengthBytes() > gateway.context().limits().session().maxHeldBytes()) {
            closeTooSlow("Too much waits to be sent");
        }
    }

    private void closeTooSlow(String text) {
        gateway.counters().increment(EngineCounter.SESSIONS_TOO_SLOW);
        close(CloseReason.LIMIT, text);
    }

    private void awaitTime() {
        if (!isTimed) {
            isTimed = true;
            gateway.awaitTime(this);
        }
    }

    private void sendHeld() {
        Output held = heldOutputs.output();
        for (UnsafeBuffer buffer = heldOutputs.poll(); buffer != null; buffer = heldOutputs.poll()) {
            if (held.type() != OutputType.RESYNC && held.version() != Output.NO_VERSION) {
                Output.putVersion(buffer, 0, laggedAt);
            }
            gateway.send(this, held);
        }
    }

    /** Sends a frame that others may get, too. */
    void send(Frame frame) {
        connection.send(frame);
        gateway.counters().increment(EngineCounter.FRAMES_SENT);
        if (!isTouched) {
            isTouched = true;
            gateway.touched(this);
        }
    }

    /** End of a batch. */
    void flush() {
        isTouched = false;
        if (state == SessionState.CLOSED) {
            return;
        }
        connection.flush();
        askForCatchUp();
        boolean isOverBudget =
                connection.unsentBytes() > gateway.context().limits().sessionBudgetBytes();
        if (isOverBudget && state == SessionState.ACTIVE && !isLagAsked) {
            isLagAsked = true;
            post(CommandType.LAGGING, 0);
            updateReading();
        }
    }

    /** Tries again what found its inbox full; true when nothing waits any more. */
    boolean retry() {
        if (!commands.retry()) {
            return false;
        }
        proceed();
        return true;
    }

    void close(CloseReason reason, String text) {
        connection.close(reason, text);
        leave();
    }

    /**
     * The engine stops: nothing more is read, and the connection closes behind everything that the room still has for
     * it.
     */
    void shutDown() {
        if (!hasJoined) {
            close(CloseReason.SHUTDOWN, "Server stops");
        } else if (state != SessionState.CLOSED && !isLeaving) {
            isLeaving = true;
            post(CommandType.LEAVE, 0);
            updateReading();
        }
    }

    /** The shard has forgotten the session. */
    void onLeft() {
        if (state == SessionState.LAGGING) {
            sendHeld();
        }
        if (state != SessionState.CLOSED) {
            close(CloseReason.SHUTDOWN, "Server stops");
        }
    }

    private void leave() {
        if (state == SessionState.CLOSED) {
            return;
        }
        state = SessionState.CLOSED;
        waitingFrames.clear();
        heldOutputs.clear();
        if (room != null) {
            room.remove(this);
            gateway.onRoomLeft(room);
        }
        if (entry != null) {
            gateway.context().registry().remove(entry);
        }
        if (!hasJoined) {
            gateway.forget(id);
        } else if (!isLeaving) {
            isLeaving = true;
            post(CommandType.LEAVE, 0);
        }
    }

    private boolean mayProcess() {
        boolean hasRoom = inFlight < MAX_IN_FLIGHT && !mustWaitForSync && commands.isEmpty();
        return state == SessionState.ACTIVE && hasRoom && !isLagAsked && !isLeaving;
    }

    private boolean takesToken() {
        if (frameTokens == null || !isThrottled && frameTokens.take(gateway.nowNs())) {
            return true;
        }
        if (!isThrottled) {
            isThrottled = true;
            gateway.counters().increment(EngineCounter.SESSIONS_THROTTLED);
            awaitTime();
        }
        return false;
    }

    private void proceed() {
        while (!waitingFrames.isEmpty() && mayProcess() && takesToken()) {
            UnsafeBuffer frame = waitingFrames.remove();
            waitingFrameBytes -= frame.capacity();
            process(frame, 0, frame.capacity());
        }
        updateReading();
    }

    private void process(DirectBuffer frame, int offset, int length) {
        switch (gateway.decode(id, frame, offset, length)) {
            case COMMAND -> {
                if (gateway.isResume() && isResuming) {
                    // The answer may be the whole room: one at a time.
                    mustWaitForSync = true;
                    waitingFrames.addFirst(copy(frame, offset, length));
                    waitingFrameBytes += length;
                } else {
                    inFlight++;
                    isResuming |= gateway.isResume();
                    post(gateway.commandBuffer(), 0, gateway.dialect().commandLengthBytes());
                }
            }
            case REPLY -> gateway.sendText(this, gateway.dialect().reply());
            case AUTH_REFRESH ->
                refresh(CanvasHandshake.credentials(gateway.dialect().token()));
            case MALFORMED -> {
                gateway.counters().increment(EngineCounter.FRAMES_MALFORMED);
                if (++malformedCount > MAX_MALFORMED) {
                    close(CloseReason.MALFORMED, "Too many malformed frames");
                }
            }
            case NOTHING -> {}
        }
    }

    private void askForCatchUp() {
        boolean isDrained =
                connection.unsentBytes() <= gateway.context().limits().sessionBudgetBytes() / 4;
        if (state == SessionState.LAGGING && isDrained && !isDrainAsked) {
            isDrainAsked = true;
            post(CommandType.DRAINED, 0);
        }
    }

    private void updateReading() {
        boolean wanted = switch (state) {
            case AUTHENTICATING, JOINING ->
                !isLeaving && waitingFrameBytes < gateway.context().limits().maxPendingFrameBytes();
            case ACTIVE -> mayProcess() && waitingFrames.isEmpty();
            case SYNCING, LAGGING, CLOSED -> false;
        };
        if (wanted != isReading && state != SessionState.CLOSED) {
            isReading = wanted;
            connection.setReading(wanted);
        }
    }

    private void post(CommandType type, int value) {
        commands.post(type, value);
    }

    private void post(DirectBuffer command, int offset, int length) {
        commands.post(command, offset, length);
    }

    private static UnsafeBuffer copy(DirectBuffer source, int offset, int length) {
        UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, source, offset, length);
        return copy;
    }
}
