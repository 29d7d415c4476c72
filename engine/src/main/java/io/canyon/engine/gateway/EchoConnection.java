package io.canyon.engine.gateway;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.dialect.echo.EchoError;
import io.canyon.engine.dialect.echo.EchoEvent;
import io.canyon.engine.dialect.echo.EchoFrame;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Handshake;
import java.util.ArrayList;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One echo client's connection: takes its frames to its sessions, of which it has one in each of its rooms. Belongs to
 * its I/O thread. Its budget and its pace are those of the connection; how it stands with a room is the session's.
 */
final class EchoConnection implements Peer, Link.User {
    private final IoGateway gateway;
    private final Link link;
    private final Handshake handshake;
    private final String id;
    private final int number;
    /** One per room, the room that is being left included. */
    private final ArrayList<EchoSession> sessions = new ArrayList<>();
    /** What came too fast. */
    private final WaitingFrames waiting = new WaitingFrames();

    private boolean isClosed;
    private boolean isLeaving;
    /** More is unsent than it may have, and it has not drained since. */
    private boolean isChoked;

    private int blockedCount;
    private int waitingInSessionsBytes;

    EchoConnection(IoGateway gateway, Connection connection, Handshake handshake, String id) {
        this.gateway = gateway;
        this.link = new Link(gateway, connection, this);
        this.handshake = handshake;
        this.id = id;
        this.number = gateway.context().connectionCount().incrementAndGet();
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
        if (waiting.isEmpty() && link.takesToken()) {
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
        for (EchoSession session : new ArrayList<>(sessions)) {
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
        updateReading();
    }

    @Override
    public void onPace() {
        while (!isClosed && !waiting.isEmpty() && link.takesToken()) {
            UnsafeBuffer frame = waiting.remove();
            route(frame, 0, frame.capacity());
        }
        updateReading();
    }

    @Override
    public LagWait lagWait() {
        LagWait most = isChoked && !isClosed ? LagWait.PEER : LagWait.NOBODY;
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
    void sendError(EchoError code, String message, DirectBuffer room) {
        if (!isClosed) {
            link.sendText(gateway.echo()
                    .encodeError(code, message, room, gateway.frames().text()));
        }
    }

    /** A session cannot work off its frames, or can again; no others are read meanwhile. */
    void onBlocked(boolean isBlocked) {
        blockedCount += isBlocked ? 1 : -1;
        updateReading();
    }

    /** So many more bytes of frames wait in a session. */
    void onWaiting(int lengthBytes) {
        waitingInSessionsBytes += lengthBytes;
    }

    /** A session is forgotten by its shard, or was never known to it; what still waits there comes after it. */
    void onSessionLeft(EchoSession session, WaitingFrames rest) {
        sessions.remove(session);
        if (isLeaving) {
            closeIfDone();
        }
        while (!rest.isEmpty()) {
            UnsafeBuffer frame = rest.remove();
            onWaiting(-frame.capacity());
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
        EchoFrame frame = gateway.echo().frame();
        EchoEvent event = frame.read(bytes, offset, length);
        if (event == EchoEvent.BAD || event == EchoEvent.UNKNOWN) {
            refuse(event, frame);
            return;
        }
        EchoSession session = find(frame);
        if (session != null) {
            session.onFrame(event, bytes, offset, length);
        } else if (event == EchoEvent.JOIN) {
            enter(frame);
        } else {
            sendError(EchoError.NOT_JOINED, "not in that room", roomOf(frame));
        }
    }

    private void refuse(EchoEvent event, EchoFrame frame) {
        EchoError code = event == EchoEvent.BAD ? EchoError.BAD_FRAME : EchoError.UNKNOWN_EVENT;
        sendError(code, frame.problem(), roomOf(frame));
        if (link.isMalformedTooOften()) {
            close(CloseReason.MALFORMED, "Too many malformed frames");
        }
    }

    private void enter(EchoFrame frame) {
        DirectBuffer room = roomOf(frame);
        int maxRooms = gateway.context().limits().session().maxRoomsPerConnection();
        if (room == null) {
            sendError(EchoError.LIMIT, "the name of the room is too long", null);
        } else if (sessions.size() >= maxRooms) {
            gateway.counters().increment(EngineCounter.LIMIT_REFUSALS);
            sendError(EchoError.LIMIT, "in too many rooms: max=" + maxRooms, room);
        } else {
            EchoSession session = new EchoSession(gateway, this, frame.room());
            sessions.add(session);
            gateway.add(session);
            session.open(frame.join());
        }
    }

    /** The room that a frame names; null if it names none, or one that cannot be. */
    private DirectBuffer roomOf(EchoFrame frame) {
        boolean mayBe = frame.hasRoom()
                && frame.roomLengthBytes() <= gateway.context().limits().maxRoomNameBytes();
        return mayBe ? new UnsafeBuffer(frame.room()) : null;
    }

    private EchoSession find(EchoFrame frame) {
        for (int i = 0; i < sessions.size(); i++) {
            if (frame.isRoom(sessions.get(i).roomName())) {
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
        return waiting.lengthBytes() + waitingInSessionsBytes;
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
        for (EchoSession session : new ArrayList<>(sessions)) {
            session.onConnectionClosed();
        }
    }
}
