package io.canyon.engine.gateway;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.dialect.QueryParameters;
import io.canyon.engine.dialect.canvas.CanvasDialect;
import io.canyon.engine.dialect.canvas.CanvasHandshake;
import io.canyon.engine.dialect.echo.EchoDialect;
import io.canyon.engine.dialect.echo.EchoHandshake;
import io.canyon.engine.dialect.service.ServiceDialect;
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
import io.canyon.engine.spi.FrameFactory;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.ServiceWire;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;

/**
 * The gateway of one I/O thread: turns frames into commands, and outputs into frames, each built once for all sessions
 * that get it. All methods but {@link #shutDown}, {@link #abort}, {@link #counters} and {@link #sessionCount} are the
 * I/O thread's.
 */
public final class IoGateway implements Gateway {
    private static final int INITIAL_BYTES = 4096;
    private static final int KEPT_BYTES = 4 << 20;
    private static final long CLOSE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long CLOSE_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final GatewayContext context;
    private final IoThread thread;
    private final CanvasDialect canvas;
    private final DocumentWire documents;
    private final Counters counters = new Counters();
    private final FrameBuilder frames;
    private final FanOut fanOut;
    private final Set<Peer> peers = new LinkedHashSet<>();
    private final Long2ObjectHashMap<Session> sessions = new Long2ObjectHashMap<>();
    private final ManyToOneConcurrentLinkedQueue<Runnable> tasks = new ManyToOneConcurrentLinkedQueue<>();
    private final ArrayList<Link> touched = new ArrayList<>();
    private final TimedLinks timed;
    private final Output output = new Output();
    private final MessageHandler onOutput = this::onOutput;

    private ExpandableArrayBuffer commandBuffer = new ExpandableArrayBuffer(INITIAL_BYTES);
    private ArrayList<Session> stalled = new ArrayList<>();
    private ArrayList<Session> retried = new ArrayList<>();
    private ArrayList<ChunkedStates> turns = new ArrayList<>();
    private ArrayList<ChunkedStates> turned = new ArrayList<>();
    private long sessionsOpened;
    private boolean isDelivering;
    private boolean isShutDown;
    private volatile int sessionCount;

    /** A gateway for editors. */
    public IoGateway(GatewayContext context, IoThread thread, FrameFactory frames) {
        this(context, thread, frames, null);
    }

    /** @param wire that of the services that the gateway is for; null: it is for editors */
    public IoGateway(GatewayContext context, IoThread thread, FrameFactory frames, ServiceWire wire) {
        EngineLimits limits = context.limits();
        this.context = context;
        this.thread = thread;
        this.timed = new TimedLinks(thread.waker(), nowNs());
        this.canvas = new CanvasDialect(limits.maxDepth(), limits.maxBufferLength());
        this.frames = new FrameBuilder(frames, counters);
        this.documents = wire == null ? echo() : services(wire);
        this.fanOut = new FanOut(this.frames, documents);
    }

    @Override
    public GatewaySession open(Handshake handshake, Connection connection) {
        QueryParameters query = QueryParameters.parse(handshake.query());
        return EchoHandshake.isMeant(handshake.path(), query)
                ? openEcho(handshake, EchoHandshake.parse(query), connection)
                : openCanvas(
                        handshake, CanvasHandshake.parse(query, context.limits().maxRoomNameBytes()), connection);
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
            takeTurns();
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
        for (Peer peer : new ArrayList<>(peers)) {
            peer.onClosed();
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
            for (Peer peer : new ArrayList<>(peers)) {
                peer.shutDown();
            }
        });
    }

    /** Any thread: closes every session at once, because no shard answers any more, and opens none from then on. */
    public void abort() {
        run(() -> {
            isShutDown = true;
            for (Peer peer : new ArrayList<>(peers)) {
                peer.close(CloseReason.SHUTDOWN, "Engine failed");
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

    CanvasDialect canvas() {
        return canvas;
    }

    /** How the clients of whole documents of this gateway are spoken with. */
    DocumentWire documents() {
        return documents;
    }

    FrameBuilder frames() {
        return frames;
    }

    FanOut fanOut() {
        return fanOut;
    }

    /** Takes a command on its way to an inbox. */
    ExpandableArrayBuffer commandBuffer() {
        return commandBuffer;
    }

    /** Asks the authenticator; the answer, null if it refuses, comes on this I/O thread, perhaps at once. */
    void authenticate(Authenticator.Request request, Consumer<Admission> answer) {
        if (context.admitsEverybody()) {
            answer.accept(Admission.READ_WRITE);
            return;
        }
        context.authenticatorExecutor()
                .execute(() -> AuthenticatorCall.ask(
                        context.authenticator(), request, admission -> run(() -> answer.accept(admission))));
    }

    /** The link is flushed at the end of the batch. */
    void touched(Link link) {
        touched.add(link);
    }

    /** Lets go what was sent outside a delivery. */
    void flushUnlessDelivering() {
        if (!isDelivering) {
            flush();
        }
    }

    /** The inbox of the session is full. */
    void stalled(Session session) {
        stalled.add(session);
        // A delivery is due: it asks to be woken by the shards, and tries again.
        thread.waker().wake();
    }

    /** It has chunks to send: it gets its turn with the next delivery, which is due. */
    void awaitTurn(ChunkedStates chunks) {
        turns.add(chunks);
        thread.waker().wake();
    }

    /** The link is told the time soon. */
    void awaitTime(Link link) {
        timed.add(link);
    }

    long nowNs() {
        return context.clock().nanoTime();
    }

    /** An id for a session of this thread. */
    long nextSessionId() {
        return SessionId.of(thread.index(), ++sessionsOpened);
    }

    /** The session gets what the shards have for it, until it is forgotten. */
    void add(Session session) {
        sessions.put(session.id(), session);
        sessionCount = sessions.size();
    }

    void forget(long sessionId) {
        sessions.remove(sessionId);
        sessionCount = sessions.size();
    }

    /** The connection is closed. */
    void remove(Peer peer) {
        peers.remove(peer);
    }

    private GatewaySession openCanvas(Handshake handshake, CanvasHandshake said, Connection connection) {
        CanvasSession session = new CanvasSession(this, nextSessionId(), connection, handshake, said);
        add(session);
        if (mayOpen(session, said.refusal())) {
            session.open();
        }
        return session;
    }

    private GatewaySession openEcho(Handshake handshake, EchoHandshake said, Connection connection) {
        DocumentConnection peer = new DocumentConnection(this, connection, handshake, said.id(), Credentials.NONE);
        if (mayOpen(peer, said.refusal())) {
            peer.admit();
        }
        return peer;
    }

    private DocumentWire echo() {
        EngineLimits limits = context.limits();
        return new EchoWire(
                new EchoDialect(limits.maxDepth(), context.maxEditBytes()), frames, limits.maxRoomNameBytes());
    }

    private DocumentWire services(ServiceWire wire) {
        EngineLimits limits = context.limits();
        return new ServiceMessages(
                new ServiceDialect(wire, limits.maxDepth(), context.maxEditBytes()),
                frames,
                ChunkedStates.chunkBytes(limits.sessionBudgetBytes()));
    }

    /** Whether a new connection may go on; one that may not is closed with the reason. */
    boolean mayOpen(Peer peer, String refusal) {
        peers.add(peer);
        if (isShutDown) {
            peer.close(CloseReason.SHUTDOWN, "Server stops");
        } else if (refusal != null) {
            refused();
            peer.close(CloseReason.MALFORMED, refusal);
        }
        return !isShutDown && refusal == null;
    }

    /** Somebody was not let in. */
    void refused() {
        counters.increment(EngineCounter.SESSIONS_REFUSED);
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

    private boolean onOutput(DirectBuffer buffer, int offset, int length) {
        output.wrap(buffer, offset);
        switch (output.type()) {
            case BROADCAST, COUNT, ENTERED, DEPARTED, SHOWN -> fanOut.send(output);
            case STATE -> fanOut.sendState(output);
            case LEFT -> onLeft(output.target());
            default -> {
                Session session = sessions.get(output.target());
                if (session != null) {
                    session.onOutput(output);
                }
            }
        }
        return true;
    }

    private void onLeft(long sessionId) {
        Session session = sessions.get(sessionId);
        if (session != null) {
            forget(sessionId);
            session.onLeft();
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

    /** What asks for another turn gets it after what the shards have until then. */
    private void takeTurns() {
        ArrayList<ChunkedStates> taking = turns;
        turns = turned;
        turned = taking;
        for (int i = 0; i < taking.size(); i++) {
            taking.get(i).onTurn();
        }
        taking.clear();
    }

    /** One large room must not keep its memory for ever. */
    private void trim() {
        frames.trim();
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
