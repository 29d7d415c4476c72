package io.canyon.engine.gateway;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.dialect.DocumentEvent;
import io.canyon.engine.dialect.echo.EchoError;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.Handshake;
import java.util.ArrayList;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The connection of one client of whole documents: takes its frames to its sessions, of which it has one in each of its
 * rooms. Belongs to its I/O thread. Its budget and its pace are those of the connection; how it stands with a room is
 * the session's.
 */
final class DocumentConnection implements Peer, Link.User {
    private final IoGateway gateway;
    private final DocumentWire wire;
    private final Link link;
    private final ChunkedStates chunks;
    private final Handshake handshake;
    private final Credentials credentials;
    private final String id;
    private final int number;
    /** One per room, the room that is being left included. */
    private final ArrayList<DocumentSession> sessions = new ArrayList<>();
    /** Of sessions that are over: the authenticator still thinks about them. */
    private final ArrayList<CredentialCheck> abandoned = new ArrayList<>();
    /** What came too fast, or before it was let in. */
    private final WaitingFrames waiting = new WaitingFrames();

    private boolean isAdmitted;
    private boolean isClosed;
    private boolean isLeaving;
    /** More is unsent than it may have, and it has not drained since. */
    private boolean isChoked;

    private int blockedCount;
    private int waitingInSessionsBytes;

    /**
     * One that is read, but not heard before {@link #admit}.
     *
     * @param credentials what it shows where a join shows nothing
     */
    DocumentConnection(
            IoGateway gateway, Connection connection, Handshake handshake, String id, Credentials credentials) {
        this.gateway = gateway;
        this.wire = gateway.documents();
        this.link = new Link(gateway, connection, this);
        this.chunks = new ChunkedStates(gateway, link, wire);
        this.handshake = handshake;
        this.credentials = credentials;
        this.id = id;
        this.number = gateway.context().connectionCount().incrementAndGet();
    }

    /** It is heard from here on; first what it has sent until now. */
    void admit() {
        isAdmitted = true;
        onPace();
    }

    /** Whether it is closed, or told to close. */
    boolean isOver() {
        return isClosed || isLeaving;
    }

    DocumentWire wire() {
        return wire;
    }

    ChunkedStates chunks() {
        return chunks;
    }

    /** What it shows where a join shows nothing. */
    Credentials credentials() {
        return credentials;
    }

    Link link() {
        return link;
    }

    Handshake handshake() {
        return handshake;
    }

    /** The client's name for itself. */
    String id() {
        return id;
    }

    /** Those that are accepted later have higher ones. */
    int number() {
        return number;
    }

    @Override
    public void onFrame(DirectBuffer frame, int offset, int length) {
        gateway.counters().increment(EngineCounter.FRAMES_RECEIVED);
        if (isClosed || isLeaving) {
            return;
        }
        if (isAdmitted && waiting.isEmpty() && link.takesToken()) {
            route(frame, offset, length);
        } else {
            waiting.add(frame, offset, length);
        }
        if (waitingBytes() > gateway.context().maxWaitingBytes()) {
            close(CloseReason.LIMIT, "Too many frames wait");
        }
        updateReading();
        gateway.flushUnlessDelivering();
    }

    @Override
    public void onDrained() {
        onUnsentChanged();
        for (int i = 0; i < sessions.size(); i++) {
            sessions.get(i).onDrained();
        }
        chunks.onUnsentChanged();
        updateReading();
    }

    @Override
    public void onClosed() {
        leave();
    }

    @Override
    public void close(CloseReason reason, String text) {
        link.close(reason, text);
        leave();
    }

    @Override
    public void shutDown() {
        isLeaving = true;
        waiting.clear();
        for (DocumentSession session : new ArrayList<>(sessions)) {
            session.shutDown();
        }
        closeIfDone();
        updateReading();
    }

    @Override
    public void onFlushed() {
        onUnsentChanged();
        for (int i = 0; i < sessions.size(); i++) {
            sessions.get(i).onFlushed();
        }
        chunks.onUnsentChanged();
        updateReading();
    }

    @Override
    public void onPace() {
        while (isAdmitted && !isClosed && !waiting.isEmpty() && link.takesToken()) {
            UnsafeBuffer frame = waiting.remove();
            route(frame, 0, frame.capacity());
        }
        updateReading();
    }

    @Override
    public boolean onTime(long nowNs) {
        return false;
    }

    @Override
    public LagWait lagWait() {
        LagWait most = (isChoked || !chunks.isEmpty()) && !isClosed ? LagWait.PEER : LagWait.NOBODY;
        for (int i = 0; i < sessions.size(); i++) {
            LagWait one = sessions.get(i).lagWait();
            most = one.compareTo(most) > 0 ? one : most;
        }
        return most;
    }

    @Override
    public void onStuck() {
        gateway.counters().increment(EngineCounter.SESSIONS_TOO_SLOW);
        close(CloseReason.LIMIT, "Takes nothing");
    }

    /** Tells the client that something was refused; the connection goes on. */
    void sendError(EchoError code, String message, RoomAddress room, boolean isOver) {
        if (!isClosed) {
            link.sendText(wire.encodeError(code, message, room, isOver));
        }
    }

    /** Tells the client that its session in a room has ended; the connection goes on. */
    void sendEnd(CloseReason reason, String message, RoomAddress room) {
        if (!isClosed) {
            link.sendText(wire.encodeEnd(reason, message, room));
        }
    }

    /** Whether it is in a room of that name, or about to be. */
    boolean isIn(byte[] roomName) {
        for (int i = 0; i < sessions.size(); i++) {
            DocumentSession session = sessions.get(i);
            if (!session.isOver() && Arrays.equals(session.room().name(), roomName)) {
                return true;
            }
        }
        return false;
    }

    /** Counts what is no message of its wire; too many close it. */
    void onMalformed() {
        if (link.isMalformedTooOften()) {
            close(CloseReason.MALFORMED, "Too many malformed frames");
        }
    }

    /** A session cannot work off its frames, or can again; no others are read meanwhile. */
    void onBlocked(boolean isBlocked) {
        blockedCount += isBlocked ? 1 : -1;
        updateReading();
    }

    /** A session is over; its question may not be. */
    void onAbandoned(CredentialCheck check) {
        if (check.isAsking()) {
            abandoned.add(check);
        }
    }

    /** So many more bytes of frames wait in a session. */
    void onWaiting(int lengthBytes) {
        waitingInSessionsBytes += lengthBytes;
    }

    /** A session is forgotten by its shard, or was never known to it; what still waits there comes after it. */
    void onSessionLeft(DocumentSession session, WaitingFrames rest) {
        sessions.remove(session);
        if (isLeaving) {
            closeIfDone();
        }
        while (!rest.isEmpty()) {
            UnsafeBuffer frame = rest.remove();
            onWaiting(-WaitingFrames.costBytes(frame.capacity()));
            if (!isClosed && !isLeaving) {
                route(frame, 0, frame.capacity());
            }
        }
        updateReading();
    }

    void updateReading() {
        if (!isClosed) {
            boolean isWanted = !isLeaving && !isChoked && blockedCount == 0 && waiting.isEmpty();
            link.reading(isWanted && waitingBytes() < gateway.context().limits().maxPendingFrameBytes());
        }
    }

    private void route(DirectBuffer bytes, int offset, int length) {
        DocumentEvent event = wire.frame().read(bytes, offset, length);
        if (event == DocumentEvent.BAD || event == DocumentEvent.UNKNOWN) {
            EchoError code = event == DocumentEvent.BAD ? EchoError.BAD_FRAME : EchoError.UNKNOWN_EVENT;
            refuse(code, wire.frame().problem(), find() == null);
            return;
        }
        DocumentSession session = find();
        String refusal = event == DocumentEvent.JOIN ? wire.refusal(this, session) : null;
        if (refusal != null) {
            refuse(EchoError.BAD_FRAME, refusal, session == null);
        } else if (session != null) {
            session.onFrame(event, bytes, offset, length);
        } else if (event == DocumentEvent.JOIN) {
            enter();
        } else {
            sendError(EchoError.NOT_JOINED, "not in that room", wire.address(), true);
        }
    }

    private void refuse(EchoError code, String problem, boolean isOver) {
        sendError(code, problem, wire.address(), isOver);
        onMalformed();
    }

    private void enter() {
        RoomAddress room = wire.address();
        EngineLimits limits = gateway.context().limits();
        int maxRooms = limits.session().maxRoomsPerConnection();
        abandoned.removeIf(check -> !check.isAsking());
        if (room == null || room.name().length > limits.maxRoomNameBytes()) {
            sendError(EchoError.LIMIT, "the name of the room is too long", room, true);
        } else if (sessions.size() + abandoned.size() >= maxRooms) {
            gateway.counters().increment(EngineCounter.LIMIT_REFUSALS);
            sendError(EchoError.LIMIT, "in too many rooms: max=" + maxRooms, room, true);
        } else {
            DocumentSession session = new DocumentSession(gateway, this, room);
            sessions.add(session);
            gateway.add(session);
            session.open(wire.frame().join());
        }
    }

    /** The session that the frame which was read last is for, or null. */
    private DocumentSession find() {
        for (int i = 0; i < sessions.size(); i++) {
            if (wire.isFor(sessions.get(i).room())) {
                return sessions.get(i);
            }
        }
        return null;
    }

    private void onUnsentChanged() {
        if (!isChoked && link.isOverBudget()) {
            isChoked = true;
            link.startLagWatch();
        } else if (isChoked && link.isDrained()) {
            isChoked = false;
        }
    }

    private int waitingBytes() {
        return waiting.heldBytes() + waitingInSessionsBytes;
    }

    private void closeIfDone() {
        if (sessions.isEmpty() && !isClosed) {
            close(CloseReason.SHUTDOWN, "Server stops");
        }
    }

    private void leave() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        link.onClosed();
        gateway.remove(this);
        waiting.clear();
        for (DocumentSession session : new ArrayList<>(sessions)) {
            session.onConnectionClosed();
        }
    }
}
