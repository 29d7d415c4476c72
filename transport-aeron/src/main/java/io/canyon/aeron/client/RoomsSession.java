package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.aeron.codec.ConnectResponseDecoder;
import io.canyon.aeron.codec.ConnectResult;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.SessionEnd;
import io.canyon.aeron.wire.ProtocolVersion;
import io.canyon.engine.client.Backoff;
import io.canyon.engine.client.RandomId;
import io.canyon.engine.client.SyncException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * A session with a server, for any number of rooms, that knows no documents: edits go out and come in as buffers. It
 * has no thread: somebody calls {@link #doWork} again and again, an {@link org.agrona.concurrent.AgentRunner} or an
 * agent of the caller's own. All methods but {@link #count} are for that thread alone, also those of its rooms;
 * handlers may call them. A lost session is made anew by itself, with a new Aeron client.
 */
public final class RoomsSession implements Agent, AutoCloseable {
    private static final int MAX_MESSAGES_PER_POLL = 64;
    private static final long REPEAT_CONNECT_NS = 250_000_000;
    private static final long NS_PER_MS = 1_000_000;
    /** A session that has lasted so long was a good one. */
    private static final long STABLE_NS = 5_000_000_000L;

    private final RoomsConfig config;
    private final WireFactory wires;
    private final NanoClock clock;
    private final RandomGenerator random;
    private final Supplier<String> ids;
    private final SessionListener listener;
    private final Backoff backoff;
    private final RoomsCounts counts = new RoomsCounts();
    private final Requests requests = new Requests(counts);
    private final ResponseAdapter responses;
    private final List<RoomLink> links = new ArrayList<>();
    private final Int2ObjectHashMap<RoomLink> linksByHandle = new Int2ObjectHashMap<>();
    private final Long2ObjectHashMap<RoomLink> linksByRoomId = new Long2ObjectHashMap<>();
    /** Of rooms that have been left, which the server does not know yet. */
    private final IntArrayList leaving = new IntArrayList();

    private SessionState state = SessionState.BACKING_OFF;
    private volatile String clientId;
    private Wire wire;
    private byte[] credentials = Requests.NOTHING;
    private long correlationId;
    private long sessionId;
    private int lastHandle;
    private Durability durability = Durability.NULL_VAL;
    private long nowNs;
    private long stateSinceNs;
    private long nextConnectNs;
    private long heardAtNs;
    private long keepAliveIntervalNs;
    private long nextKeepAliveNs;
    private long timeoutNs;
    private long retryAtNs;
    /** While messages are read: streams must not be closed then. */
    private boolean isReading;
    /** Why the session is to end behind the messages that are being read; null: it is not. */
    private String failure;

    private boolean isToClose;
    private boolean isToHurry;
    /** Why the server has not opened a session; null when nobody needs to know. */
    private SyncException refusal;

    RoomsSession(
            RoomsConfig config,
            WireFactory wires,
            NanoClock clock,
            RandomGenerator random,
            Supplier<String> ids,
            SessionListener listener) {
        this.config = config;
        this.wires = wires;
        this.clock = clock;
        this.random = random;
        this.ids = ids;
        this.listener = Objects.requireNonNull(listener, "listener");
        clientId = config.clientId;
        backoff = newBackoff();
        responses = new ResponseAdapter(this, config.maxDocumentBytes);
        nowNs = clock.nanoTime();
        retryAtNs = nowNs;
    }

    /** A session that connects as soon as it is driven. */
    public static RoomsSession create(RoomsConfig config, SessionListener listener) {
        return new RoomsSession(
                config,
                new AeronWires(config),
                SystemNanoClock.INSTANCE,
                new SplittableRandom(),
                RandomId::next,
                listener);
    }

    /**
     * Enters a room, now or as soon as there is a session, and again behind each lost one.
     *
     * @param userId the user that this client acts for there
     */
    public RoomLink join(String room, String userId, JoinOptions options, RoomHandler handler) {
        if (state == SessionState.CLOSED) {
            throw new IllegalStateException("state=" + state);
        }
        RoomLink link = new RoomLink(
                this,
                ++lastHandle,
                Objects.requireNonNull(room, "room"),
                Objects.requireNonNull(userId, "userId"),
                options,
                Objects.requireNonNull(handler, "handler"));
        links.add(link);
        linksByHandle.put(lastHandle, link);
        return link;
    }

    public SessionState state() {
        return state;
    }

    /** The name that the server knows this client by; it may change when a room has forgotten it. */
    public String clientId() {
        return clientId;
    }

    /** What an ack says, as the server told when it opened the session. */
    public Durability durability() {
        return durability;
    }

    /** May be called by any thread. */
    public long count(RoomsCounter counter) {
        return counts.get(counter);
    }

    @Override
    public String roleName() {
        return "rooms-session";
    }

    @Override
    public int doWork() {
        nowNs = clock.nanoTime();
        int work = 0;
        switch (state) {
            case CONNECTING -> work += connecting();
            case LIVE -> work += live();
            case BACKING_OFF -> work += backingOff();
            case CLOSED -> {
                // for ever
            }
        }
        return work + settle();
    }

    private int backingOff() {
        if (nowNs - retryAtNs < 0) {
            return 0;
        }
        counts.count(RoomsCounter.ATTEMPTS);
        failure = null;
        responses.begin();
        try {
            JsonNode shown = config.credentials.get();
            credentials = shown == null ? Requests.NOTHING : Smiles.write(shown);
            wire = wires.open();
        } catch (RuntimeException e) {
            config.errorHandler.onError(e);
            fail(String.valueOf(e.getMessage()));
            return 1;
        }
        requests.begin(wire);
        correlationId = random.nextLong() & Long.MAX_VALUE;
        nextConnectNs = nowNs;
        enter(SessionState.CONNECTING, "");
        return 1;
    }

    private int connecting() {
        int work = wire.doWork() + read();
        if (state != SessionState.CONNECTING || failure != null) {
            return work;
        }
        if (wire.isLost()) {
            fail("the streams could not be made");
        } else if (nowNs - stateSinceNs > config.connectTimeoutNs) {
            fail("no answer from " + config.requestChannel + ':' + config.requestStreamId);
        } else if (wire.isReady() && nowNs - nextConnectNs >= 0) {
            nextConnectNs = nowNs + REPEAT_CONNECT_NS;
            long result = requests.connect(correlationId, clientId, credentials);
            if (result == RoomLink.TOO_LARGE) {
                fail("the credentials are longer than a message");
            }
            work++;
        }
        return work;
    }

    private int live() {
        int work = wire.doWork() + read();
        if (state != SessionState.LIVE || failure != null) {
            return work;
        }
        if (wire.isLost() || requests.isLost()) {
            fail("the stream is gone");
            return work;
        }
        if (nowNs - heardAtNs > timeoutNs) {
            fail("the server is silent");
            return work;
        }
        if (nowNs - nextKeepAliveNs >= 0 && requests.keepAlive() > 0) {
            nextKeepAliveNs = nowNs + keepAliveIntervalNs;
            work++;
        }
        work += requests.pump();
        work += sendLeaves();
        for (int i = 0; i < links.size() && failure == null; i++) {
            work += links.get(i).doWork(nowNs);
        }
        return work;
    }

    private int read() {
        isReading = true;
        try {
            return wire.poll(responses, MAX_MESSAGES_PER_POLL);
        } finally {
            isReading = false;
        }
    }

    private int sendLeaves() {
        int work = 0;
        while (!leaving.isEmpty() && requests.leave(leaving.getInt(leaving.size() - 1)) > 0) {
            leaving.removeAt(leaving.size() - 1);
            work++;
        }
        return work;
    }

    /** Does what must not be done while messages are read. */
    private int settle() {
        if (isToClose) {
            isToClose = false;
            closeNow(failure == null ? "" : failure);
            return 1;
        }
        if (failure == null || state == SessionState.CLOSED) {
            return 0;
        }
        String reason = failure;
        failure = null;
        boolean wasLive = state == SessionState.LIVE;
        if (wasLive) {
            counts.count(RoomsCounter.LOST_SESSIONS);
            if (nowNs - stateSinceNs >= STABLE_NS) {
                backoff.reset();
            }
        }
        closeWire();
        retryAtNs = isToHurry ? nowNs : nowNs + backoff.nextMs() * NS_PER_MS;
        isToHurry = false;
        enter(SessionState.BACKING_OFF, reason);
        // handlers may leave rooms meanwhile
        List.copyOf(links).forEach(RoomLink::onSessionLost);
        return 1;
    }

    /** Leaves all rooms, for ever. May be called again. */
    @Override
    public void close() {
        if (state == SessionState.CLOSED) {
            return;
        }
        if (isReading) {
            isToClose = true;
        } else {
            closeNow("");
        }
    }

    /** For an {@link org.agrona.concurrent.AgentRunner}: {@link #close}. */
    @Override
    public void onClose() {
        close();
    }

    private void closeNow(String reason) {
        if (state == SessionState.LIVE && requests.close() < 0) {
            // the server finds out by itself
            counts.count(RoomsCounter.BUSY);
        }
        closeWire();
        enter(SessionState.CLOSED, reason);
        List<RoomLink> closing = List.copyOf(links);
        links.clear();
        linksByHandle.clear();
        closing.forEach(RoomLink::onSessionClosed);
    }

    private void closeWire() {
        linksByRoomId.clear();
        leaving.clear();
        if (wire != null) {
            try {
                wire.close();
            } catch (RuntimeException e) {
                config.errorHandler.onError(e);
            }
            wire = null;
        }
    }

    private void enter(SessionState next, String reason) {
        if (next == state && next != SessionState.BACKING_OFF) {
            return;
        }
        state = next;
        stateSinceNs = nowNs;
        try {
            listener.onState(next, reason);
        } catch (RuntimeException | Error e) {
            counts.count(RoomsCounter.HANDLER_FAILURES);
            config.errorHandler.onError(e);
        }
    }

    private void fail(String reason) {
        if (failure == null) {
            failure = reason;
        }
    }

    RoomsConfig config() {
        return config;
    }

    RoomsCounts counts() {
        return counts;
    }

    Requests requests() {
        return requests;
    }

    /** Of this turn. */
    long nowNs() {
        return nowNs;
    }

    Backoff newBackoff() {
        return new Backoff(config.minBackoff.toMillis(), config.maxBackoff.toMillis(), random);
    }

    /** A room has forgotten what it has applied of this client: goes on as another one. */
    void takeNewId() {
        clientId = ids.get();
        isToHurry = true;
        fail("a room has forgotten this client");
        List.copyOf(links).forEach(RoomLink::onForgotten);
    }

    /** @param isToTell whether the server thinks that the client is there */
    void left(RoomLink link, boolean isToTell) {
        // whoever walks through the list does so by index: one room may miss a turn
        links.remove(link);
        linksByHandle.remove(link.handle());
        linksByRoomId.values().remove(link);
        if (isToTell) {
            leave(link.handle());
        }
    }

    /** Tells the server that the client is not there, as soon as the stream takes it. */
    void leave(int handle) {
        if (state == SessionState.LIVE) {
            leaving.add(handle);
        }
    }

    /** Why the server has not opened a session, told once; null: nothing new. */
    SyncException takeRefusal() {
        SyncException taken = refusal;
        refusal = null;
        return taken;
    }

    boolean isReading() {
        return failure == null && !isToClose && state != SessionState.CLOSED;
    }

    boolean isLive() {
        return state == SessionState.LIVE;
    }

    RoomLink byHandle(int handle) {
        return linksByHandle.get(handle);
    }

    RoomLink byRoomId(long roomId) {
        return linksByRoomId.get(roomId);
    }

    /** The server has told its number for a room. */
    void nameRoom(RoomLink link, long roomId) {
        if (linksByRoomId.get(roomId) != link) {
            linksByRoomId.values().remove(link);
            linksByRoomId.put(roomId, link);
        }
    }

    void onHeard() {
        heardAtNs = nowNs;
    }

    void onMalformed(String problem) {
        counts.count(RoomsCounter.MALFORMED);
        config.errorHandler.onError(new SyncException("malformed", problem));
        fail("malformed: " + problem);
    }

    void onPing(long id) {
        if (id != sessionId) {
            onMalformed("ping of session " + id);
        }
    }

    void onConnectResponse(ConnectResponseDecoder response) {
        if (state != SessionState.CONNECTING || response.correlationId() != correlationId) {
            // an answer that came twice
            return;
        }
        ConnectResult result = response.result();
        if (result != ConnectResult.OK) {
            refused(result, response.message());
            return;
        }
        if (!ProtocolVersion.isCompatible(response.versionOfProtocol())) {
            refused(ConnectResult.WRONG_VERSION, "versionOfProtocol=" + response.versionOfProtocol());
            return;
        }
        sessionId = response.sessionId();
        durability = response.durability();
        keepAliveIntervalNs = Math.max(1, response.keepAliveIntervalMs()) * NS_PER_MS;
        timeoutNs = Math.max(1, response.sessionTimeoutMs()) * NS_PER_MS;
        heardAtNs = nowNs;
        nextKeepAliveNs = nowNs + keepAliveIntervalNs;
        requests.open(sessionId, response.maxMessageBytes());
        responses.expectVersion(ProtocolVersion.headerVersion(response.versionOfProtocol()));
        counts.count(RoomsCounter.SESSIONS);
        enter(SessionState.LIVE, "");
    }

    private void refused(ConnectResult result, String message) {
        String reason = result + (message.isEmpty() ? "" : ": " + message);
        refusal = new SyncException(RoomReplica.code(result), message);
        config.errorHandler.onError(refusal);
        fail(reason);
        if (result == ConnectResult.WRONG_VERSION || result == ConnectResult.INVALID) {
            isToClose = true;
        }
    }

    void onSessionClosed(long id, SessionEnd reason, String message) {
        if (id != sessionId) {
            return;
        }
        config.errorHandler.onError(new SyncException(RoomReplica.code(reason), message));
        fail(reason + (message.isEmpty() ? "" : ": " + message));
        // whoever took the name's place is to keep it
        isToClose |= reason == SessionEnd.REPLACED;
    }
}
