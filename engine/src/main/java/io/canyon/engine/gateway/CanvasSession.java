package io.canyon.engine.gateway;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.dialect.DecodeResult;
import io.canyon.engine.dialect.canvas.CanvasDialect;
import io.canyon.engine.dialect.canvas.CanvasHandshake;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.Permission;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One canvas editor's session, from its handshake to the shard's word that it is forgotten. Belongs to its I/O thread.
 * What it may have on the way is bounded: commands that are not acked yet, frames that wait, bytes that are not sent.
 */
final class CanvasSession implements Session, Peer, Link.User {
    private static final int MAX_IN_FLIGHT = 256;

    private final IoGateway gateway;
    private final long id;
    private final Link link;
    private final CanvasHandshake canvas;
    private final CommandQueue commands;
    private final Lag lag;
    private final CredentialCheck check;
    private final CanvasEntrance entrance;
    private final WaitingFrames waiting = new WaitingFrames();
    private final HeldOutputs heldOutputs = new HeldOutputs();
    private final Greeting greeting = new Greeting();

    private SessionState state = SessionState.AUTHENTICATING;
    /** That of {@link #greeting}, at hand for each output of the room. */
    private boolean isGreeting;

    private RoomSessions room;
    private SessionEntry entry;
    private boolean hasJoined;
    private boolean isLeaving;
    private boolean isResuming;
    private boolean mustWaitForSync;
    private boolean isCatchingUp;
    private long laggedAt;
    private long awaitedState;
    private int inFlight;

    CanvasSession(IoGateway gateway, long id, Connection connection, Handshake handshake, CanvasHandshake canvas) {
        this.gateway = gateway;
        this.id = id;
        this.link = new Link(gateway, connection, this);
        this.canvas = canvas;
        this.commands = new CommandQueue(gateway, this, gateway.context().inboxOf(canvas.room()));
        this.lag = new Lag(link, commands);
        this.check = new CredentialCheck(gateway, this::onAnswer);
        this.entrance = new CanvasEntrance(id, canvas, handshake, commands, check);
    }

    /** Asks whether it may come in. */
    void open() {
        entrance.ask(canvas.credentials(), false);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public boolean takes(Output output) {
        return state == SessionState.ACTIVE && (!isGreeting || takesGreeting(output));
    }

    private boolean takesGreeting(Output output) {
        if (greeting.isSilent() && greeting.isTooMuch()) {
            endGreeting();
        }
        return !greeting.keeps(output);
    }

    @Override
    public boolean awaits(long number) {
        return state == SessionState.SYNCING && awaitedState == number;
    }

    @Override
    public void onFrame(DirectBuffer frame, int offset, int length) {
        gateway.counters().increment(EngineCounter.FRAMES_RECEIVED);
        if (state == SessionState.CLOSED) {
            return;
        }
        if (waiting.isEmpty() && mayProcess() && link.takesToken()) {
            process(frame, offset, length);
        } else {
            waiting.add(frame, offset, length);
            if (waiting.heldBytes() > gateway.context().maxWaitingBytes()) {
                close(CloseReason.LIMIT, "Too many frames wait");
                return;
            }
        }
        updateReading();
        gateway.flushUnlessDelivering();
    }

    @Override
    public void onDrained() {
        lag.onDrained(state);
    }

    @Override
    public void onClosed() {
        leave();
    }

    @Override
    public void onOutput(Output output) {
        switch (output.type()) {
            case JOINED -> onJoined(output.secondary(), output.value() != 0);
            case LAGGING -> onLagging(output.version());
            case WAITING -> onWaiting(output.secondary());
            case CATCH_UP -> onCatchUp(output);
            case PERMISSION -> entry.permission(Permission.of(output.value()), output.secondary());
            case CLOSE -> {
                CloseReason reason = CloseReason.of(output.value());
                close(reason, textOf(reason));
            }
            default -> onAnswer(output);
        }
    }

    @Override
    public void onRoomOutput(Frame frame, long version) {
        link.send(frame);
    }

    /**
     * From there it catches up, once it has drained. What it was to be told when it asked comes behind a first state,
     * but before one that is a catch-up itself.
     */
    @Override
    public void onState(StateOutput output) {
        if (isCatchingUp) {
            sendHeld();
        }
        startLagging(output.version());
        link.send(output.frame());
    }

    @Override
    public void onLeft() {
        if (state == SessionState.LAGGING) {
            sendHeld();
        }
        if (state != SessionState.CLOSED) {
            close(CloseReason.SHUTDOWN, "Server stops");
        }
    }

    @Override
    public boolean retry() {
        if (!commands.retry()) {
            return false;
        }
        proceed();
        return true;
    }

    @Override
    public void close(CloseReason reason, String text) {
        link.close(reason, text);
        leave();
    }

    @Override
    public void shutDown() {
        if (!hasJoined) {
            close(CloseReason.SHUTDOWN, "Server stops");
        } else if (state != SessionState.CLOSED && !isLeaving) {
            isLeaving = true;
            commands.post(CommandType.LEAVE, 0);
            updateReading();
        }
    }

    @Override
    public void onFlushed() {
        if (lag.onFlushed(state)) {
            updateReading();
        }
    }

    @Override
    public void onPace() {
        proceed();
    }

    @Override
    public boolean onTime(long nowNs) {
        if (greeting.isSilent() && greeting.isTooLong(nowNs)) {
            endGreeting();
        }
        return greeting.isSilent();
    }

    @Override
    public LagWait lagWait() {
        if (state != SessionState.LAGGING) {
            return LagWait.NOBODY;
        }
        return lag.isDrainAsked() ? LagWait.SHARD : LagWait.PEER;
    }

    @Override
    public void onStuck() {
        closeTooSlow("Takes nothing");
    }

    private void onAnswer(Admission admission, boolean isRefresh) {
        if (admission == null) {
            if (!isRefresh) {
                gateway.counters().increment(EngineCounter.SESSIONS_REFUSED);
            }
            close(CloseReason.UNAUTHORIZED, "Unauthorized");
        } else if (!isRefresh) {
            join(admission);
        } else if (!gateway.context().admitsEverybody()) {
            entry.metadata(admission.metadata());
            commands.post(CommandType.PERMISSION, admission.permission().code());
        }
    }

    private void join(Admission admission) {
        state = SessionState.JOINING;
        hasJoined = true;
        entry = new SessionEntry(canvas.room(), id, canvas.clientId(), admission.permission(), admission.metadata());
        gateway.context().registry().add(entry);
        entrance.send(admission.permission());
    }

    private void onJoined(long roomNumber, boolean hasMissed) {
        if (state == SessionState.JOINING) {
            state = SessionState.ACTIVE;
            entry.joined();
            UnsafeBuffer name = new UnsafeBuffer(canvas.room().getBytes(StandardCharsets.UTF_8));
            room = gateway.fanOut().enter(roomNumber, name, gateway.canvas(), this);
            if (hasMissed) {
                greeting.begin(
                        gateway.nowNs(),
                        gateway.context().limits().session().maxGreeting().toNanos());
                isGreeting = greeting.isSilent();
            }
            proceed();
            if (greeting.isSilent()) {
                link.awaitTime();
            }
        }
    }

    private void onAnswer(Output output) {
        if (greeting.keeps(output)) {
            return;
        }
        switch (output.type()) {
            case ACK -> inFlight--;
            case SYNCED -> {
                inFlight--;
                isResuming = false;
                mustWaitForSync = false;
                endGreeting();
            }
            default -> {}
        }
        if (state == SessionState.LAGGING || state == SessionState.SYNCING) {
            hold(output);
        } else if (state == SessionState.ACTIVE) {
            send(output);
            proceed();
        }
    }

    private void onLagging(long version) {
        if (state == SessionState.LAGGING) {
            // It has asked for what came before, too.
            laggedAt = Math.min(laggedAt, version);
        } else if (state == SessionState.ACTIVE) {
            if (greeting.isSilent()) {
                endGreeting();
            }
            startLagging(version);
            updateReading();
            lag.onDrained(state);
        }
    }

    /** The state of its room is being encoded, under this number. */
    private void onWaiting(long number) {
        if (state == SessionState.ACTIVE || state == SessionState.LAGGING) {
            isCatchingUp = state == SessionState.LAGGING;
            state = SessionState.SYNCING;
            awaitedState = number;
            updateReading();
        }
    }

    /**
     * Its acks first, in order, each as of the version it was last sent; then everything since; then it is like others.
     */
    private void onCatchUp(Output output) {
        if (state != SessionState.LAGGING) {
            return;
        }
        state = SessionState.ACTIVE;
        sendHeld();
        CanvasDialect dialect = gateway.canvas();
        int length = greeting.isAsked()
                ? 0
                : dialect.encodeChanges(output, gateway.frames().text());
        link.sendText(length);
        // It has all that others show, each time: a session must not lag for that alone.
        lag.ends(length);
        link.sendText(dialect.encodeCount(output.value(), gateway.frames().text()));
        proceed();
    }

    private void startLagging(long version) {
        state = SessionState.LAGGING;
        laggedAt = version;
        lag.begins();
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

    private void sendHeld() {
        Output held = heldOutputs.output();
        for (UnsafeBuffer buffer = heldOutputs.poll(); buffer != null; buffer = heldOutputs.poll()) {
            if (held.type() != OutputType.RESYNC && held.version() != Output.NO_VERSION) {
                Output.putVersion(buffer, 0, laggedAt);
            }
            send(held);
        }
    }

    private void endGreeting() {
        isGreeting = false;
        HeldOutputs kept = greeting.end();
        while (kept.poll() != null) {
            send(kept.output());
        }
    }

    private void send(Output output) {
        link.sendText(gateway.canvas().encode(output, gateway.frames().text()));
    }

    private void leave() {
        if (state == SessionState.CLOSED) {
            return;
        }
        state = SessionState.CLOSED;
        link.onClosed();
        check.close();
        gateway.remove(this);
        waiting.clear();
        heldOutputs.clear();
        greeting.end().clear();
        if (room != null) {
            gateway.fanOut().leave(room, this);
        }
        if (entry != null) {
            gateway.context().registry().remove(entry);
        }
        if (!hasJoined) {
            gateway.forget(id);
        } else if (!isLeaving) {
            isLeaving = true;
            commands.post(CommandType.LEAVE, 0);
        }
    }

    private boolean mayProcess() {
        boolean hasRoom = inFlight < MAX_IN_FLIGHT && !mustWaitForSync && commands.isEmpty();
        return state == SessionState.ACTIVE && hasRoom && !lag.isAsked() && !isLeaving;
    }

    private void proceed() {
        while (!waiting.isEmpty() && mayProcess() && link.takesToken()) {
            UnsafeBuffer frame = waiting.remove();
            process(frame, 0, frame.capacity());
        }
        updateReading();
    }

    private void process(DirectBuffer frame, int offset, int length) {
        CanvasDialect dialect = gateway.canvas();
        ExpandableArrayBuffer command = gateway.commandBuffer();
        DecodeResult result = dialect.decode(id, frame, offset, length, command, 0);
        boolean isResume = result == DecodeResult.COMMAND && CommandType.of(command.getByte(0)) == CommandType.RESUME;
        if (isResume) {
            greeting.onAsked();
        } else if (greeting.isSilent()) {
            endGreeting();
        }
        switch (result) {
            case COMMAND -> {
                if (isResume && isResuming) {
                    // The answer may be the whole room: one at a time.
                    mustWaitForSync = true;
                    waiting.addFirst(frame, offset, length);
                } else {
                    inFlight++;
                    isResuming |= isResume;
                    commands.post(command, 0, dialect.commandLengthBytes());
                }
            }
            case REPLY -> link.sendText(gateway.frames().copy(dialect.reply()));
            case AUTH_REFRESH -> entrance.ask(CanvasHandshake.credentials(dialect.token()), true);
            case MALFORMED -> {
                if (link.isMalformedTooOften()) {
                    close(CloseReason.MALFORMED, "Too many malformed frames");
                }
            }
            case NOTHING -> {}
        }
    }

    private void updateReading() {
        boolean isWanted = switch (state) {
            case AUTHENTICATING, JOINING ->
                !isLeaving && waiting.heldBytes() < gateway.context().limits().maxPendingFrameBytes();
            case ACTIVE -> mayProcess() && waiting.isEmpty();
            case SYNCING, LAGGING, CLOSED -> false;
        };
        if (state != SessionState.CLOSED) {
            link.reading(isWanted);
        }
    }

    private static String textOf(CloseReason reason) {
        return switch (reason) {
            case REMOVED -> "Removed";
            case ROOM_CLOSED -> "room closed";
            case OTHER_KIND -> "The room is one document";
            default -> "Refused";
        };
    }
}
