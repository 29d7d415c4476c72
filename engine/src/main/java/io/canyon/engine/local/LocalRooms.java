package io.canyon.engine.local;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.Room;
import io.canyon.engine.RoomException;
import io.canyon.engine.RoomOptions;
import io.canyon.engine.Rooms;
import io.canyon.engine.adapter.AdapterStore;
import io.canyon.engine.adapter.JsonBeginning;
import io.canyon.engine.adapter.RoomSource;
import io.canyon.engine.gateway.GatewayContext;
import io.canyon.engine.shard.Beginning;
import io.canyon.engine.shard.IoThreads;
import io.canyon.engine.shard.RoomDirectory;
import io.canyon.engine.shard.RoomTerms;
import io.canyon.engine.spi.RoomKind;
import io.canyon.engine.spi.SnapshotStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rooms of one engine, for the callers of its JVM. */
public final class LocalRooms implements Rooms, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalRooms.class);

    private final LocalThread thread;
    private final RoomDirectory directory;
    private final long idleTimeoutNs;
    private final AgentRunner runner;

    private LocalRooms(LocalThread thread, RoomDirectory directory, Duration idleTimeout, AgentRunner runner) {
        this.thread = thread;
        this.directory = directory;
        this.idleTimeoutNs = idleTimeout.toNanos();
        this.runner = runner;
    }

    /**
     * With a thread of its own.
     *
     * @param completions completes futures
     */
    public static LocalRooms start(
            GatewayContext context,
            IoThreads ioThreads,
            RoomDirectory directory,
            Duration idleTimeout,
            Executor completions) {
        LocalIdle idle = new LocalIdle();
        LocalThread thread = new LocalThread(context, ioThreads.add(idle::wake), true, orHere(completions));
        AgentRunner runner = new AgentRunner(idle, LocalRooms::onError, null, thread);
        AgentRunner.startOnThread(runner);
        return new LocalRooms(thread, directory, idleTimeout, runner);
    }

    /** Run by whoever calls {@link #doWork}, in whose thread futures complete. */
    public static LocalRooms invoked(
            GatewayContext context, IoThreads ioThreads, RoomDirectory directory, Duration idleTimeout) {
        LocalThread thread = new LocalThread(context, ioThreads.add(() -> {}), false, Runnable::run);
        return new LocalRooms(thread, directory, idleTimeout, null);
    }

    /** Whether the caller is the thread of its own. */
    public boolean isCurrent() {
        return runner != null && runner.thread() == Thread.currentThread();
    }

    /** Does what there is to do, if there is no thread of its own. */
    public int doWork() {
        return runner == null ? thread.doWork() : 0;
    }

    @Override
    public CompletableFuture<Room> open(String name) {
        return openOn(checked(name), null);
    }

    @Override
    public CompletableFuture<Room> open(String name, RoomOptions options) {
        RoomTerms terms = terms(options, idleTimeoutNs);
        RoomTerms agreed = directory.agree(checked(name), terms);
        return agreed.equals(terms) ? openOn(name, terms) : CompletableFuture.failedFuture(otherOptions(name));
    }

    @Override
    public Optional<Room> get(String name) {
        return directory.isOpen(name) ? Optional.of(room(name)) : Optional.empty();
    }

    @Override
    public List<String> names() {
        return directory.names();
    }

    @Override
    public CompletableFuture<Void> closeAll() {
        CompletableFuture<?>[] closing =
                names().stream().map(name -> room(name).close()).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(closing);
    }

    /** Sessions that the shards have not forgotten yet. */
    public int sessionCount() {
        return thread.sessionCount();
    }

    public long count(EngineCounter counter) {
        return thread.counters().get(counter);
    }

    /** Every session leaves, and nothing is taken in any more. */
    public void shutDown() {
        thread.shutDown();
    }

    /** No shard answers any more. */
    public void abort() {
        thread.abort();
    }

    /** Once no shard runs any more: whoever still waits learns that nothing comes. */
    @Override
    public void close() {
        if (runner != null) {
            thread.stop();
            runner.close();
        }
        thread.end();
    }

    /** What options come to. */
    public static RoomTerms terms(RoomOptions options, long usualIdleTimeoutNs) {
        Duration throttle = options.saveThrottle();
        SnapshotStore store = options.adapter() == null ? options.store() : new AdapterStore(options.adapter());
        if (throttle == null && store != null) {
            throttle = RoomOptions.DEFAULT_SAVE_THROTTLE;
        }
        return new RoomTerms(
                store,
                throttle == null ? RoomTerms.NEVER : throttle.toNanos(),
                options.idleTimeout() == null
                        ? usualIdleTimeoutNs
                        : options.idleTimeout().toNanos(),
                beginning(options),
                kind(options));
    }

    private static RoomKind kind(RoomOptions options) {
        if (options.kind() == RoomKind.RECORDS) {
            return RoomKind.RECORDS;
        }
        // an adapter takes nothing else, even if it has no document yet
        return options.kind() == RoomKind.DOCUMENT || options.adapter() != null ? RoomKind.DOCUMENT : null;
    }

    private static Beginning beginning(RoomOptions options) {
        if (options.initialRecords() != null) {
            return Beginning.ofRecords(ValueAccess.get().encoded(options.initialRecords()));
        }
        boolean isDocument = options.adapter() != null || options.initialJson() != null;
        return isDocument ? new JsonBeginning(new RoomSource(options.adapter(), options.initialJson())) : null;
    }

    void forget(String name) {
        RoomTerms agreed = directory.agreed(name);
        if (agreed != null) {
            directory.forget(name, agreed);
        }
    }

    private CompletableFuture<Room> openOn(String name, RoomTerms terms) {
        LocalRoom room = room(name);
        CompletableFuture<Boolean> opening = room.open();
        if (terms == null) {
            return opening.thenApply(isOnItsTerms -> room);
        }
        return opening.whenComplete((isOnTheseTerms, failure) ->
                        directory.onOpenEnded(name, terms, failure == null && isOnTheseTerms))
                .thenApply(isOnTheseTerms -> {
                    if (!isOnTheseTerms) {
                        directory.forget(name, terms);
                        throw otherOptions(name);
                    }
                    return room;
                });
    }

    private LocalRoom room(String name) {
        return new LocalRoom(this, thread, name);
    }

    private String checked(String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        int max = thread.context().limits().maxRoomNameBytes();
        if (length == 0 || length > max) {
            throw new IllegalArgumentException(
                    "length of a room's name out of range: lengthBytes=" + length + " min=1 max=" + max);
        }
        return name;
    }

    private static void onError(Throwable error) {
        if (!(error instanceof AgentTerminationException)) {
            LOG.error("something is not told to callers of this JVM", error);
        }
    }

    /** Once the engine is closed there is no other thread: the caller's then learns so at once. */
    private static Executor orHere(Executor executor) {
        return task -> {
            try {
                executor.execute(task);
            } catch (RejectedExecutionException e) {
                task.run();
            }
        };
    }

    private static RoomException otherOptions(String name) {
        return new RoomException(RoomException.Code.OTHER_OPTIONS, "room has other options: room=" + name);
    }
}
