package io.canyon.engine.gateway;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.dialect.DecodeResult;
import io.canyon.engine.dialect.Dialect;
import io.canyon.engine.dialect.canvas.CanvasDialect;
import io.canyon.engine.dialect.canvas.CanvasHandshake;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.SessionId;
import io.canyon.engine.shard.Counters;
import io.canyon.engine.shard.IoThread;
import io.canyon.engine.shard.MessageHandler;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.FrameFactory;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.Permission;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;

/**
 * The gateway of one I/O thread: turns frames into commands, and outputs into frames, each built once for all sessions
 * that get it. All methods but {@link #shutDown}, {@link #counters} and {@link #sessionCount} are the I/O thread's.
 */
public final class IoGateway implements Gateway {
    private static final int INITIAL_BYTES = 4096;
    private static final int KEPT_BYTES = 4 << 20;
    private static final long CLOSE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long CLOSE_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final GatewayContext context;
    private final IoThread thread;
    private final FrameFactory frames;
    private final Dialect dialect;
    private final Counters counters = new Counters();
    private final Long2ObjectHashMap<Session> sessions = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<RoomSessions> rooms = new Long2ObjectHashMap<>();
    private final ManyToOneConcurrentLinkedQueue<Runnable> tasks = new ManyToOneConcurrentLinkedQueue<>();
    private final ArrayList<Session> touched = new ArrayList<>();
    private final TimedSessions timed;
    private final Output output = new Output();
    private final MessageHandler onOutput = this::onOutput;

    private ExpandableArrayBuffer commandBuffer = new ExpandableArrayBuffer(INITIAL_BYTES);
    private ExpandableArrayBuffer text = new ExpandableArrayBuffer(INITIAL_BYTES);
    private ArrayList<Session> stalled = new ArrayList<>();
    private ArrayList<Session> retried = new ArrayList<>();
    private long sessionsOpened;
    private boolean isDelivering;
    private boolean isShutDown;
    private volatile int sessionCount;

    public IoGateway(GatewayContext context, IoThread thread, FrameFactory frames) {
        this.context = context;
        this.thread = thread;
        this.frames = frames;
        this.timed = new TimedSessions(thread.waker(), nowNs());
        this.dialect =
                new CanvasDialect(context.limits().maxDepth(), context.limits().maxBufferLength());
    }

    @Override
    public GatewaySession open(Handshake handshake, Connection connection) {
        CanvasHandshake canvas =
                CanvasHandshake.parse(handshake.query(), context.limits().maxRoomNameBytes());
        long id = SessionId.of(thread.index(), ++sessionsOpened);
        Session session = new Session(this, id, connection, handshake, canvas);
        sessions.put(id, session);
        sessionCount = sessions.size();
        if (isShutDown) {
            session.close(CloseReason.SHUTDOWN, "Server stops");
        } else if (canvas.isRefused()) {
            counters.increment(EngineCounter.SESSIONS_REFUSED);
            session.close(CloseReason.MALFORMED, canvas.refusal());
        } else {
            authenticate(session, canvas.credentials(), false);
        }
        return session;
    }

    @Override
    public int deliver() {
        thread.waker().onAwake();
        isDelivering = true;
        try {
            int work = runTasks();
            for (int shard = 0; shard < context.inboxes().length; shard++) {
                work += thread.outbox(shard).drain(onOutput);
            }
            retryStalled();
            if (!timed.isEmpty()) {
                timed.check(nowNs());
            }
            return work;
        } finally {
            isDelivering = false;
            flush();
            trim();
        }
    }

    @Override
    public void close() {
        for (Session session : new ArrayList<>(sessions.values())) {
            session.onClosed();
        }
        long deadlineNs = System.nanoTime() + CLOSE_TIMEOUT_NS;
        while (!stalled.isEmpty() && System.nanoTime() - deadlineNs < 0) {
            retryStalled();
            LockSupport.parkNanos(CLOSE_PARK_NS);
        }
        thread.close();
        // The shards learn of them, but their answers reach nobody: the engine must not wait for them.
        sessions.clear();
        sessionCount = 0;
    }

    /** Any thread: closes every session, each behind its last ack, and opens none any more. */
    public void shutDown() {
        run(() -> {
            isShutDown = true;
            for (Session session : new ArrayList<>(sessions.values())) {
                if (session.state() != SessionState.CLOSED) {
                    session.shutDown();
                }
            }
        });
    }

    /** Any thread: closes every session at once, because no shard answers any more, and opens none from then on. */
    public void abort() {
        run(() -> {
            isShutDown = true;
            for (Session session : new ArrayList<>(sessions.values())) {
                session.close(CloseReason.SHUTDOWN, "Engine failed");
            }
        });
    }

    /** Any thread: sessions that the shards have not forgotten yet. */
    public int sessionCount() {
        return sessionCount;
    }

    /** Any thread. */
    public Counters counters() {
        return counters;
    }

    GatewayContext context() {
        return context;
    }

    Dialect dialect() {
        return dialect;
    }

    ExpandableArrayBuffer commandBuffer() {
        return commandBuffer;
    }

    DecodeResult decode(long sessionId, DirectBuffer frame, int offset, int length) {
        return dialect.decode(sessionId, frame, offset, length, commandBuffer, 0);
    }

    /** Whether the command that was decoded last asks for what its session has missed. */
    boolean isResume() {
        return CommandType.of(commandBuffer.getByte(0)) == CommandType.RESUME;
    }

    /** Asks the authenticator; the session learns the answer on this I/O thread. */
    void authenticate(Session session, Credentials credentials, boolean isRefresh) {
        Authenticator authenticator = context.authenticator();
        if (authenticator == Authenticator.EVERYBODY) {
            onAuthenticated(session, Admission.READ_WRITE, isRefresh);
            return;
        }
        CanvasHandshake canvas = session.canvas();
        Authenticator.Request request = new Authenticator.Request(
                CanvasDialect.NAME,
                canvas.room(),
                canvas.clientId(),
                canvas.clientId(),
                credentials,
                isRefresh,
                session.handshake());
        context.authenticatorExecutor()
                .execute(() -> AuthenticatorCall.ask(
                        authenticator,
                        request,
                        admission -> run(() -> onAuthenticated(session, admission, isRefresh))));
    }

    /** Sends an output that is for one session. */
    void send(Session session, Output message) {
        sendText(session, dialect.encode(message, text));
    }

    /** Sends what a session has missed. */
    void sendCatchUp(Session session, Output message) {
        sendText(session, dialect.encodeChanges(message, text));
        sendText(session, dialect.encodeCount(message.value(), text));
    }

    void sendText(Session session, DirectBuffer reply) {
        text.putBytes(0, reply, 0, reply.capacity());
        sendText(session, reply.capacity());
    }

    void touched(Session session) {
        touched.add(session);
    }

    /** Lets go what was sent outside a delivery. */
    void flushUnlessDelivering() {
        if (!isDelivering) {
            flush();
        }
    }

    void stalled(Session session) {
        stalled.add(session);
        // A delivery is due: it asks to be woken by the shards, and tries again.
        thread.waker().wake();
    }

    /** The session is told the time soon. */
    void awaitTime(Session session) {
        timed.add(session);
    }

    long nowNs() {
        return context.clock().nanoTime();
    }

    void forget(long sessionId) {
        sessions.remove(sessionId);
        sessionCount = sessions.size();
    }

    /** The sessions of this thread in a room, to which one is about to be added. */
    RoomSessions sessionsOf(long roomNumber) {
        return rooms.computeIfAbsent(roomNumber, RoomSessions::new);
    }

    void onRoomLeft(RoomSessions room) {
        if (room.size() == 0) {
            rooms.remove(room.number());
        }
    }

    private void run(Runnable task) {
        tasks.add(task);
        thread.waker().wake();
    }

    private int runTasks() {
        int count = 0;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            count++;
        }
        return count;
    }

    private void onAuthenticated(Session session, Admission admission, boolean isRefresh) {
        if (isRefresh) {
            session.onRefreshed(admission);
        } else {
            session.onAuthenticated(admission);
        }
    }

    private boolean onOutput(DirectBuffer buffer, int offset, int length) {
        output.wrap(buffer, offset);
        switch (output.type()) {
            case BROADCAST, COUNT -> fanOut();
            case STATE -> sendState();
            case LEFT -> onLeft(output.target());
            default -> {
                Session session = sessions.get(output.target());
                if (session != null) {
                    onOutput(session);
                }
            }
        }
        return true;
    }

    private void onOutput(Session session) {
        switch (output.type()) {
            case JOINED -> session.onJoined(output.secondary());
            case LAGGING -> session.onLagging(output.version());
            case WAITING -> session.onWaiting(output.secondary());
            case CATCH_UP -> session.onCatchUp(output);
            case PERMISSION -> session.onPermission(Permission.of(output.value()), output.secondary());
            case CLOSE -> {
                CloseReason reason = CloseReason.of(output.value());
                session.close(reason, textOf(reason));
            }
            default -> session.onOutput(output);
        }
    }

    private static String textOf(CloseReason reason) {
        return switch (reason) {
            case REMOVED -> "Removed";
            case ROOM_CLOSED -> "room closed";
            default -> "Refused";
        };
    }

    private void fanOut() {
        RoomSessions room = rooms.get(output.target());
        if (room == null) {
            return;
        }
        long author = output.secondary();
        Frame frame = null;
        for (int i = 0; i < room.size(); i++) {
            Session session = room.get(i);
            if (session.id() == author || session.state() != SessionState.ACTIVE) {
                continue;
            }
            if (frame == null) {
                frame = sharedFrame(dialect.encode(output, text));
            }
            session.send(frame);
        }
        if (frame != null) {
            frame.release();
        }
    }

    /** The state of a room, to those who wait for just this one. */
    private void sendState() {
        RoomSessions room = rooms.get(output.target());
        Frame frame = null;
        for (int i = 0; room != null && i < room.size(); i++) {
            Session session = room.get(i);
            if (session.awaits(output.secondary())) {
                if (frame == null) {
                    frame = sharedFrame(dialect.encode(output, text));
                }
                session.onState(output.version(), frame);
            }
        }
        if (frame != null) {
            frame.release();
        }
    }

    private void sendText(Session session, int length) {
        if (length > 0) {
            Frame frame = frame(length);
            session.send(frame);
            frame.release();
        }
    }

    private Frame frame(int length) {
        counters.increment(EngineCounter.FRAMES_BUILT);
        return frames.frame(text, 0, length);
    }

    private Frame sharedFrame(int length) {
        counters.increment(EngineCounter.FRAMES_BUILT);
        return frames.sharedFrame(text, 0, length);
    }

    private void onLeft(long sessionId) {
        Session session = sessions.get(sessionId);
        if (session != null) {
            session.onLeft();
            forget(sessionId);
        }
    }

    private void retryStalled() {
        if (stalled.isEmpty()) {
            return;
        }
        // Asked for before the attempt: whatever the shard takes after it wakes this thread again.
        thread.waker().onInboxFull();
        ArrayList<Session> retrying = stalled;
        stalled = retried;
        retried = retrying;
        for (int i = 0; i < retrying.size(); i++) {
            if (!retrying.get(i).retry()) {
                stalled.add(retrying.get(i));
            }
        }
        retrying.clear();
    }

    /** One large room must not keep its memory for ever. */
    private void trim() {
        if (text.capacity() > KEPT_BYTES) {
            text = new ExpandableArrayBuffer(INITIAL_BYTES);
        }
        if (commandBuffer.capacity() > KEPT_BYTES) {
            commandBuffer = new ExpandableArrayBuffer(INITIAL_BYTES);
        }
    }

    private void flush() {
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).flush();
        }
        touched.clear();
    }
}
