package io.canyon.engine.gateway;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.dialect.DocumentEvent;
import io.canyon.engine.dialect.DocumentFrame;
import io.canyon.engine.dialect.DocumentJoin;
import io.canyon.engine.dialect.echo.EchoError;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.room.RoomLimits;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RejectCode;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One client of whole documents in one room, from its join to the shard's word that it is forgotten. Belongs to its I/O
 * thread. Frames wait in order while the authenticator thinks, the room loads, or too many edits are under way; new
 * credentials do not wait for an answer to older ones, which does not count any more.
 */
final class DocumentSession implements Session {
    private static final int MAX_IN_FLIGHT = 256;
    /** In place of the number of a state: it has come. */
    private static final long NO_STATE = -1;

    private final IoGateway gateway;
    private final DocumentConnection connection;
    private final long id;
    private final RoomAddress room;
    private final DocumentWire wire;
    private final CommandQueue commands;
    private final Lag lag;
    private final CredentialCheck check;
    private final DocumentEntrance entrance;
    private final WaitingFrames waiting = new WaitingFrames();
    private final Output head = new Output();

    private SessionState state = SessionState.AUTHENTICATING;
    private RoomSessions members;
    private SessionEntry entry;
    private Permission told;
    /** What a WELCOME says besides the document, while that is awaited. */
    private UnsafeBuffer heldHead;

    private long awaitedState;
    private long sentVersion;
    private int inFlight;
    private boolean isOfRecords;
    private boolean isLeaving;
    private boolean isRejoining;
    private boolean isBlocked;
    private boolean isProceeding;

    DocumentSession(IoGateway gateway, DocumentConnection connection, RoomAddress room) {
        this.gateway = gateway;
        this.connection = connection;
        this.id = gateway.nextSessionId();
        this.room = room;
        this.wire = connection.wire();
        this.commands = new CommandQueue(gateway, this, gateway.context().inboxOf(room.text()));
        this.lag = new Lag(connection.link(), commands);
        this.check = new CredentialCheck(gateway, this::onAnswer);
        this.entrance = new DocumentEntrance(connection, this, commands, check);
    }

    /** Asks whether it may come in. */
    void open(DocumentJoin first) {
        enter(first);
    }

    RoomAddress room() {
        return room;
    }

    /** Whether it is gone, or on its way out. */
    boolean isOver() {
        return state == SessionState.CLOSED;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public boolean takes(Output output) {
        return state == SessionState.ACTIVE;
    }

    @Override
    public boolean awaits(long number) {
        return state == SessionState.SYNCING && awaitedState == number;
    }

    /** A frame for this room, which the dialect has just read. */
    void onFrame(DocumentEvent event, DirectBuffer frame, int offset, int length) {
        boolean isQuestion = event == DocumentEvent.JOIN || event == DocumentEvent.AUTH;
        if (state == SessionState.CLOSED) {
            if (waiting.isEmpty() && event != DocumentEvent.JOIN) {
                refuseAsNotJoined();
            } else {
                hold(frame, offset, length);
            }
        } else if (check.isAsking() && isQuestion
                || waiting.isEmpty() && (event == DocumentEvent.LEAVE || mayProcess())) {
            process(event);
        } else {
            hold(frame, offset, length);
        }
        updateBlocked();
    }

    @Override
    public void onOutput(Output output) {
        if (state == SessionState.CLOSED && output.type() != OutputType.CLOSE) {
            return;
        }
        switch (output.type()) {
            case JOINED -> onJoined(output.secondary());
            case WELCOME -> onWelcome(output);
            case ACK -> onAck(output);
            case REJECT -> onReject(output);
            case PERMISSION -> onPermission(output);
            case LAGGING -> onLagging();
            case WAITING -> awaitState(output.secondary());
            case CLOSE -> onClose(CloseReason.of(output.value()));
            default -> {
                // Says nothing on this wire.
            }
        }
    }

    @Override
    public void onRoomOutput(Frame frame, long version) {
        connection.link().send(frame);
        sentVersion = Math.max(sentVersion, version);
    }

    /** From there it catches up, once it has drained. */
    @Override
    public void onState(StateOutput output) {
        if (heldHead == null) {
            return;
        }
        head.wrap(heldHead, 0);
        output.document().sendWelcome(connection.link(), head, output.version(), room, members.number());
        onWelcomed(head, output.version());
        heldHead = null;
        DirectBuffer chunked = wire.chunked();
        if (chunked == null) {
            startLagging();
        } else {
            awaitState(NO_STATE);
            connection.chunks().add(this, chunked, members.number());
        }
    }

    /** All of the document has been sent; from there it catches up, too. */
    void onChunksSent() {
        startLagging();
    }

    @Override
    public void onLeft() {
        if (state != SessionState.CLOSED) {
            isLeaving = true;
            onEnd();
        }
        blocked(false);
        connection.onSessionLeft(this, waiting);
    }

    @Override
    public boolean retry() {
        if (!commands.retry()) {
            return false;
        }
        proceed();
        return true;
    }

    void onFlushed() {
        if (lag.onFlushed(state)) {
            updateBlocked();
        }
    }

    void onDrained() {
        lag.onDrained(state);
    }

    LagWait lagWait() {
        if (state != SessionState.LAGGING) {
            return LagWait.NOBODY;
        }
        return lag.isDrainAsked() ? LagWait.SHARD : LagWait.PEER;
    }

    /** The engine stops; what the room still has for the session comes before its end. */
    void shutDown() {
        if (!entrance.hasJoined()) {
            end();
        } else if (!isLeaving) {
            isLeaving = true;
            commands.post(CommandType.LEAVE, 0);
            updateBlocked();
        }
    }

    void onConnectionClosed() {
        connection.onWaiting(-waiting.heldBytes());
        waiting.clear();
        end();
    }

    private void process(DocumentEvent event) {
        DocumentFrame frame = wire.frame();
        switch (event) {
            case EDIT -> edit(frame);
            case PRESENCE -> show(frame);
            case JOIN -> enter(frame.join());
            case AUTH -> entrance.ask(frame.credentials());
            case LEAVE -> end();
            case UNKNOWN, BAD -> throw new IllegalStateException("a frame without a room: event=" + event);
        }
    }

    private void show(DocumentFrame frame) {
        frame.writeShow(id, gateway.commandBuffer());
        if (frame.commandLengthBytes() > Command.HEADER_BYTES + RoomLimits.MAX_SHOWN_BYTES) {
            gateway.counters().increment(EngineCounter.LIMIT_REFUSALS);
            String problem = "presence is too large: maxBytes=" + RoomLimits.MAX_SHOWN_BYTES;
            connection.sendError(EchoError.LIMIT, problem, room, false);
        } else {
            commands.post(gateway.commandBuffer(), 0, frame.commandLengthBytes());
        }
    }

    private void edit(DocumentFrame frame) {
        RejectCode refusal = frame.writeEdit(id, isOfRecords, gateway.commandBuffer());
        if (refusal == null) {
            inFlight++;
            commands.post(gateway.commandBuffer(), 0, frame.commandLengthBytes());
        } else {
            gateway.counters().increment(EngineCounter.EDITS_REFUSED);
            // A session that may send is in its room.
            int length = wire.encodeReject(refusal, sentVersion, room, members.number());
            connection.link().sendText(length);
        }
    }

    /** The client wants to enter, or to enter again. */
    private void enter(DocumentJoin asked) {
        if (entrance.take(asked)) {
            enterAgain(entry.info().permission());
        }
    }

    private void onAnswer(Admission admission, boolean isRefresh) {
        if (admission == null) {
            if (!entrance.hasJoined()) {
                gateway.refused();
            }
            connection.sendEnd(CloseReason.UNAUTHORIZED, "Unauthorized", room);
            end();
            return;
        }
        if (!entrance.hasJoined()) {
            state = SessionState.JOINING;
            entry = new SessionEntry(room.text(), id, connection.id(), admission.permission(), admission.metadata());
            gateway.context().registry().add(entry);
            entrance.send(admission.permission());
        } else {
            if (!gateway.context().admitsEverybody()) {
                entry.metadata(admission.metadata());
                commands.post(CommandType.PERMISSION, admission.permission().code());
            }
            if (entrance.isAsked()) {
                enterAgain(admission.permission());
            }
        }
        proceed();
    }

    private void enterAgain(Permission permission) {
        isRejoining = true;
        entrance.send(permission);
    }

    private void onJoined(long roomNumber) {
        if (state == SessionState.JOINING) {
            entry.joined();
            members = gateway.fanOut().enter(roomNumber, room.utf8(), wire.dialect(), this);
        }
    }

    /** Ends whatever lag there was. All edits that were under way are answered by now, or by what this says. */
    private void onWelcome(Output output) {
        if (output.has(Output.PENDING)) {
            heldHead = new UnsafeBuffer(new byte[output.lengthBytes()]);
            heldHead.putBytes(0, output.buffer(), output.offset(), output.lengthBytes());
            awaitState(output.secondary());
        } else {
            int length = send(output);
            onWelcomed(output, output.version());
            state = SessionState.ACTIVE;
            lag.ends(length);
        }
        proceed();
    }

    /** It is told nothing more before the state that has this number. */
    private void awaitState(long number) {
        awaitedState = number;
        state = SessionState.SYNCING;
        updateBlocked();
    }

    private void onWelcomed(Output welcome, long version) {
        sentVersion = version;
        told = Permission.of(welcome.value());
        isOfRecords = welcome.has(Output.OF_RECORDS);
        inFlight = 0;
        if (welcome.has(Output.ASKED)) {
            isRejoining = false;
        }
    }

    private void onAck(Output output) {
        inFlight = Math.max(0, inFlight - 1);
        if (state == SessionState.ACTIVE) {
            send(output);
            sentVersion = Math.max(sentVersion, output.version());
            proceed();
        }
    }

    private void onReject(Output output) {
        inFlight = Math.max(0, inFlight - 1);
        send(output);
        proceed();
    }

    private void onPermission(Output output) {
        Permission permission = Permission.of(output.value());
        entry.permission(permission, output.secondary());
        if (heldHead != null) {
            Output.putValue(heldHead, 0, output.value());
        }
        if (told != null && told != permission) {
            told = permission;
            send(output);
        }
    }

    private void onLagging() {
        if (state == SessionState.ACTIVE) {
            startLagging();
            lag.onDrained(state);
        }
    }

    private void onClose(CloseReason reason) {
        if (wire.endsConnection(reason)) {
            connection.close(reason, textOf(reason));
        } else if (state != SessionState.CLOSED) {
            connection.sendEnd(reason, textOf(reason), room);
            end();
        }
    }

    private static String textOf(CloseReason reason) {
        return switch (reason) {
            case REPLACED -> "Replaced by a newer connection";
            case SHUTDOWN -> "Server stops";
            case LIMIT -> "a limit is reached";
            case UNAVAILABLE -> "the room cannot be loaded";
            case ROOM_CLOSED -> "the room is closed";
            case OTHER_KIND -> "the room is not one document";
            default -> "removed";
        };
    }

    private void startLagging() {
        state = SessionState.LAGGING;
        lag.begins();
        updateBlocked();
    }

    private int send(Output output) {
        int length = wire.encode(output, room, members.number());
        connection.link().sendText(length);
        return length;
    }

    /** The session is over; the connection goes on. */
    private void end() {
        if (state == SessionState.CLOSED) {
            return;
        }
        onEnd();
        refuseWaiting();
        if (!entrance.hasJoined()) {
            gateway.forget(id);
            blocked(false);
            connection.onSessionLeft(this, waiting);
        } else if (!isLeaving) {
            isLeaving = true;
            commands.post(CommandType.LEAVE, 0);
        }
        updateBlocked();
    }

    private void onEnd() {
        state = SessionState.CLOSED;
        check.close();
        connection.onAbandoned(check);
        heldHead = null;
        connection.chunks().remove(this);
        if (members != null) {
            gateway.fanOut().leave(members, this);
        }
        if (entry != null) {
            gateway.context().registry().remove(entry);
        }
    }

    /** What came for the session that is over; from a join on it is for the next. */
    private void refuseWaiting() {
        while (!waiting.isEmpty()) {
            UnsafeBuffer frame = waiting.peek();
            if (wire.frame().read(frame, 0, frame.capacity()) == DocumentEvent.JOIN) {
                return;
            }
            release();
            refuseAsNotJoined();
        }
    }

    private void refuseAsNotJoined() {
        connection.sendError(EchoError.NOT_JOINED, "not in that room", room, true);
    }

    private void hold(DirectBuffer frame, int offset, int length) {
        waiting.add(frame, offset, length);
        connection.onWaiting(WaitingFrames.costBytes(length));
    }

    private UnsafeBuffer release() {
        UnsafeBuffer frame = waiting.remove();
        connection.onWaiting(-WaitingFrames.costBytes(frame.capacity()));
        return frame;
    }

    private boolean mayProcess() {
        return state == SessionState.ACTIVE && !check.isAsking() && !isRejoining && !isLeaving && !isFull();
    }

    /** Whether others have to work off something before it may send more. */
    private boolean isFull() {
        return !commands.isEmpty()
                || state == SessionState.LAGGING
                || state == SessionState.ACTIVE && (inFlight >= MAX_IN_FLIGHT || lag.isAsked());
    }

    private void proceed() {
        if (isProceeding) {
            return;
        }
        isProceeding = true;
        while (!waiting.isEmpty() && mayProcess()) {
            UnsafeBuffer frame = release();
            process(wire.frame().read(frame, 0, frame.capacity()));
        }
        isProceeding = false;
        updateBlocked();
        connection.updateReading();
    }

    private void updateBlocked() {
        blocked(isFull());
    }

    private void blocked(boolean isNow) {
        if (isNow != isBlocked) {
            isBlocked = isNow;
            connection.onBlocked(isNow);
        }
    }
}
