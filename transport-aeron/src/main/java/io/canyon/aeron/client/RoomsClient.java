package io.canyon.aeron.client;

import io.canyon.engine.client.SyncException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * A client of rooms, for a service in another process than the server: a session, any number of rooms, and a copy of
 * the document of each. Either {@link #launch} gives it a thread, or the caller drives it with {@link #doWork}. A lost
 * server comes back by itself: rooms go on from their versions, and edits that are not acked are sent again, applied
 * once.
 *
 * <p>Thread-safe, but for {@link #doWork}, which is for one thread at a time.
 */
public final class RoomsClient implements Agent, AutoCloseable {
    private final RoomsSession session;
    private final List<RoomBinding> rooms = new ArrayList<>();
    private final ManyToOneConcurrentArrayQueue<Runnable> calls;
    /** Null when the caller drives. */
    private AgentRunner runner;
    /** The thread that has driven it last. */
    private volatile Thread driver;

    private volatile SessionState state = SessionState.CONNECTING;
    private volatile boolean isToClose;

    private RoomsClient(RoomsConfig config, Function<SessionListener, RoomsSession> sessions) {
        calls = new ManyToOneConcurrentArrayQueue<>(config.maxWaitingEdits);
        session = sessions.apply(this::onSessionState);
    }

    /** A client that the caller drives. */
    public static RoomsClient create(RoomsConfig config) {
        return new RoomsClient(config, listener -> RoomsSession.create(config, listener));
    }

    /** A client over a session that is made for it, which the caller drives. */
    static RoomsClient over(RoomsConfig config, Function<SessionListener, RoomsSession> sessions) {
        return new RoomsClient(config, sessions);
    }

    /** A client with a thread of its own, which waits as the configuration has it. */
    public static RoomsClient launch(RoomsConfig config) {
        RoomsClient client = create(config);
        client.runner = new AgentRunner(config.idleStrategy.get(), config.errorHandler, null, client);
        AgentRunner.startOnThread(client.runner);
        return client;
    }

    /** {@link #join(String, String, JoinOptions)} with the defaults. */
    public RemoteRoom join(String room, String userId) {
        return join(room, userId, JoinOptions.DEFAULTS);
    }

    /**
     * Enters a room, now or as soon as there is a session; {@link RemoteRoom#joined} tells when. Of the options, kind
     * and credentials count.
     *
     * @param userId the user that this client acts for there
     */
    public RemoteRoom join(String room, String userId, JoinOptions options) {
        Objects.requireNonNull(room, "room");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(options, "options");
        RoomBinding binding = new RoomBinding(session);
        CompletableFuture<Void> entered = call(() -> {
            rooms.add(binding);
            binding.join(room, userId, options);
            return CompletableFuture.completedFuture(null);
        });
        entered.whenComplete((nothing, failure) -> {
            if (failure != null) {
                binding.refused(failure instanceof SyncException e ? e : closed());
                binding.abandon();
            }
        });
        return new RemoteRoom(this, room, binding);
    }

    public SessionState state() {
        return state;
    }

    /** The name that the server knows this client by; it may change when a room has forgotten it. */
    public String clientId() {
        return session.clientId();
    }

    /** May be called by any thread. */
    public long count(RoomsCounter counter) {
        return session.count(counter);
    }

    @Override
    public String roleName() {
        return "rooms-client";
    }

    @Override
    public int doWork() {
        driver = Thread.currentThread();
        int work = calls.drain(Runnable::run) + session.doWork();
        for (int i = 0; i < rooms.size(); i++) {
            work += rooms.get(i).doWork(session.nowNs());
        }
        if (rooms.removeIf(room -> room.state() == LinkState.LEFT)) {
            work++;
        }
        if (isToClose && runner != null) {
            throw new AgentTerminationException();
        }
        return work;
    }

    /** Called by an {@link AgentRunner}, in its thread, at the end. */
    @Override
    public void onClose() {
        driver = Thread.currentThread();
        session.close();
        calls.drain(Runnable::run);
    }

    /**
     * Leaves all rooms; what is not acked is lost. Stops the thread, if there is one, and waits for its end unless it
     * is the caller. Without one, to be called by the thread that drives the client. May be called again.
     */
    @Override
    public void close() {
        isToClose = true;
        if (runner == null) {
            onClose();
        } else if (Thread.currentThread() != driver) {
            runner.close();
        }
    }

    /**
     * Runs an action in the thread that drives the client: now, if that is the caller.
     *
     * @return what the action returns; fails with what it throws
     */
    <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> action) {
        if (Thread.currentThread() == driver) {
            return guarded(action);
        }
        if (isToClose || state == SessionState.CLOSED) {
            return CompletableFuture.failedFuture(closed());
        }
        CompletableFuture<T> future = new CompletableFuture<>();
        boolean isTaken = calls.offer(() -> guarded(action).whenComplete((result, failure) -> {
            if (failure == null) {
                future.complete(result);
            } else {
                future.completeExceptionally(failure);
            }
        }));
        if (!isTaken) {
            return CompletableFuture.failedFuture(new SyncException("busy", "too many calls wait for the client"));
        }
        if (state == SessionState.CLOSED) {
            // perhaps behind the last call that was run
            future.completeExceptionally(closed());
        }
        return future;
    }

    private static <T> CompletableFuture<T> guarded(Supplier<CompletableFuture<T>> action) {
        try {
            return action.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static SyncException closed() {
        return new SyncException(SyncException.CLOSED, "the client is closed");
    }

    private void onSessionState(SessionState next, String reason) {
        state = next;
        SyncException refusal = session.takeRefusal();
        if (refusal != null) {
            for (int i = 0; i < rooms.size(); i++) {
                rooms.get(i).refused(refusal);
            }
        }
    }
}
