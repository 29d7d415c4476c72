package io.canyon.engine;

import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.embedded.AttachedSocket;
import io.canyon.engine.embedded.EmbeddedThread;
import io.canyon.engine.gateway.GatewayContext;
import io.canyon.engine.gateway.IoGateway;
import io.canyon.engine.gateway.ServicePeers;
import io.canyon.engine.gateway.SessionRegistry;
import io.canyon.engine.journal.DataFolder;
import io.canyon.engine.journal.Generation;
import io.canyon.engine.journal.Journal;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.local.LazyRooms;
import io.canyon.engine.local.LocalRooms;
import io.canyon.engine.recovery.Recovery;
import io.canyon.engine.room.HistoryLimits;
import io.canyon.engine.room.RoomLimits;
import io.canyon.engine.shard.Inbox;
import io.canyon.engine.shard.IoThreads;
import io.canyon.engine.shard.NoJournal;
import io.canyon.engine.shard.RoomDirectory;
import io.canyon.engine.shard.Shard;
import io.canyon.engine.shard.ShardSettings;
import io.canyon.engine.shard.Storage;
import io.canyon.engine.snapshot.FileSnapshotStore;
import io.canyon.engine.spi.FrameFactory;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.GatewayFactory;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.ServiceGateway;
import io.canyon.engine.spi.ServiceWire;
import io.canyon.engine.spi.SocketSession;
import io.canyon.engine.spi.TextSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A room engine: rooms on shard threads, a journal behind them, gateways for I/O threads in front. Thread-safe, but for
 * {@link #doWork}, which one thread at a time may call.
 */
public final class Engine implements GatewayFactory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final int INBOX_BYTES = 4 << 20;
    private static final int KEPT_SEGMENTS = 1024;
    private static final int MAX_RECOVERY_SEGMENTS = (256 << 20) / SegmentPool.SEGMENT_BYTES;
    private static final long CLOSE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    private final EngineConfig config;
    private final DataFolder folder;
    private final SegmentPool segments;
    private final ExecutorService executor;
    private final ExecutorService authenticatorExecutor;
    private final ExecutorService callbackExecutor;
    private final Checkpoints checkpoints;
    private final RoomDirectory directory;
    private final SessionRegistry registry = new SessionRegistry();
    private final AtomicInteger roomCount = new AtomicInteger();
    private final Inbox[] inboxes;
    private final IoThreads ioThreads;
    private final List<Shard> shards = new ArrayList<>();
    private final CopyOnWriteArrayList<IoGateway> gateways = new CopyOnWriteArrayList<>();
    private final GatewayContext gatewayContext;
    private final LazyRooms rooms;
    private final FailureNotice failures;
    private final ShardThreads threads;
    private final EmbeddedThread embedded;

    private volatile boolean isReady;
    private volatile boolean hasFailed;
    private boolean isClosed;
    private volatile boolean isClosedCleanly;

    private Engine(EngineConfig config, DataFolder folder, boolean hasOwnThreads, EngineHooks hooks)
            throws IOException {
        this.config = config;
        this.folder = folder;
        this.segments = new SegmentPool(KEPT_SEGMENTS, DocumentMemory.maxBytes(config.limits()));
        this.executor = hooks.executors().apply("canyon-storage-");
        this.authenticatorExecutor = hooks.executors().apply("canyon-authenticator-");
        this.callbackExecutor = hooks.executors().apply("canyon-callback-");
        long idleTimeoutNs = config.idleTimeout().toNanos();
        this.directory =
                new RoomDirectory(room -> LocalRooms.terms(config.roomOptions().apply(room), idleTimeoutNs));
        List<Journal> created = new ArrayList<>();
        try {
            long hashSeed = hooks.hashSeeds().getAsLong();
            Function<JournalKind, JournalStorage> journals = hooks.journals();
            FileSnapshotStore store = new FileSnapshotStore(folder.path().resolve("rooms"), executor);
            Recovery recovery = new Recovery(folder, journals, store, segments, hashSeed, MAX_RECOVERY_SEGMENTS);
            Generation generation = recovery.run(config.shards(), config.journal());
            this.inboxes = new Inbox[config.shards()];
            this.ioThreads = new IoThreads(config.shards());
            this.checkpoints = new Checkpoints(
                    config,
                    folder.generations(),
                    generation,
                    journals.apply(config.journal()),
                    shards,
                    executor,
                    hooks);
            Storage storage = new Storage(
                    segments,
                    store,
                    executor,
                    roomCount,
                    config.limits().maxRooms(),
                    hashSeed,
                    recovery.lostVersions(),
                    checkpoints,
                    hooks.roomStoreTimeoutNs(),
                    directory);
            for (int i = 0; i < inboxes.length; i++) {
                inboxes[i] = new Inbox(INBOX_BYTES);
                created.add(journal(generation, i, journals.apply(config.journal())));
                shards.add(shard(i, generation, created.get(i), storage, hooks.clock()));
            }
            if (config.durability() != DurabilityLevel.NONE) {
                generation.markCreated();
            }
            this.gatewayContext = new GatewayContext(
                    config.limits(), inboxes, config.authenticator(), authenticatorExecutor, hooks.clock(), registry);
            this.rooms = new LazyRooms(() -> startRooms(hasOwnThreads));
            this.failures = new FailureNotice(config.errorHandler(), hasOwnThreads);
            this.threads = new ShardThreads(shards, hasOwnThreads, config.idleStrategies(), this::onFailure);
            this.embedded = new EmbeddedThread(hasOwnThreads, this::openIoGateway);
        } catch (IOException | RuntimeException | Error e) {
            CloseHelper.quietCloseAll(created);
            List.of(executor, authenticatorExecutor, callbackExecutor).forEach(ExecutorService::shutdownNow);
            segments.close();
            throw e;
        }
    }

    /**
     * Recovers the data folder and starts an engine with a thread per shard.
     *
     * @throws EngineStartException when it cannot start
     */
    public static Engine start(EngineConfig config) {
        return start(config, true, EngineHooks.NONE);
    }

    /**
     * Like {@link #start}, but without threads of its own: all shards run in {@link #doWork}, and {@link #close} runs
     * what is left of them.
     */
    public static Engine startInvoked(EngineConfig config) {
        return start(config, false, EngineHooks.NONE);
    }

    /**
     * Runs one duty cycle of every shard of an engine without threads of its own.
     *
     * @return amount of work done, 0 when the caller may idle
     */
    public int doWork() {
        return threads.invoke() + embedded.doWork() + rooms.doWork();
    }

    /**
     * The rooms of this engine, for code in this JVM.
     *
     * @throws IllegalStateException when the engine is closed
     */
    public Rooms rooms() {
        return rooms.get();
    }

    @Override
    public Gateway openGateway(FrameFactory frames, Runnable wakeUp) {
        return openIoGateway(frames, wakeUp);
    }

    @Override
    public ServiceGateway openServiceGateway(FrameFactory frames, ServiceWire wire, Runnable wakeUp) {
        return new ServicePeers(opened(new IoGateway(gatewayContext, ioThreads.add(wakeUp), frames, wire)));
    }

    /**
     * Takes a WebSocket of another framework in, for a client of any wire; any thread. A refused one is closed, with
     * code 1008 or 1013; an engine that is closed closes it with 1001, on the caller's thread.
     *
     * @param handshake the request that it came from, see {@link Handshake#of}
     * @param socket open, and written to from now on
     * @return to be told what happens to the socket
     */
    public SocketSession attach(Handshake handshake, TextSocket socket) {
        return AttachedSocket.attach(embedded, config.limits(), handshake, socket);
    }

    private IoGateway openIoGateway(FrameFactory frames, Runnable wakeUp) {
        return opened(new IoGateway(gatewayContext, ioThreads.add(wakeUp), frames));
    }

    private IoGateway opened(IoGateway gateway) {
        gateways.add(gateway);
        if (hasFailed) {
            gateway.abort();
        }
        return gateway;
    }

    /** True from the end of the recovery until the engine closes or fails. */
    public boolean isReady() {
        return isReady && !hasFailed;
    }

    /** Rooms in memory. */
    public int roomCount() {
        return roomCount.get();
    }

    /** Sessions in rooms. */
    public int sessionCount() {
        return shards.stream().mapToInt(Shard::sessionCount).sum();
    }

    /** Memory of all documents, in bytes. */
    public long documentMemoryBytes() {
        return (long) segments.segmentsInUse() * SegmentPool.SEGMENT_BYTES;
    }

    /** What has been counted since the start. */
    public long counter(EngineCounter counter) {
        return EngineCounts.sum(counter, shards, gateways) + checkpoints.count(counter) + rooms.count(counter);
    }

    /** What an ack of this engine says. */
    public DurabilityLevel durability() {
        return config.durability();
    }

    /** Durability, shards and data folder, in one line. */
    public String describe() {
        return "durability=" + config.durability().name().toLowerCase(Locale.ROOT) + " journal="
                + config.journal().name().toLowerCase(Locale.ROOT) + " shards=" + config.shards()
                + " data=" + folder.path().toAbsolutePath().normalize();
    }

    /**
     * Stops: sessions leave, each closed behind its last ack; rooms are saved; the generation is marked clean. I/O
     * threads must still be running. After a failure nothing is marked, and the next start recovers from the journal;
     * {@link #isClosedCleanly} tells. May be called by the error handler.
     *
     * @throws IllegalStateException on a thread of the engine that has to end first: in a listener, a subscription or a
     *     socket that the engine calls there
     */
    @Override
    public void close() {
        if (threads.isCurrent() || embedded.isCurrent() || rooms.isCurrent()) {
            throw new IllegalStateException("an engine cannot be closed on its thread "
                    + Thread.currentThread().getName() + ": use another executor");
        }
        closeNow();
    }

    private synchronized void closeNow() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        isReady = false;
        closeGateways();
        checkpoints.stop();
        threads.close();
        embedded.close();
        rooms.close();
        try {
            if (!hasFailed && shards.stream().allMatch(Shard::isClosedCleanly)) {
                checkpoints.markClean();
                isClosedCleanly = true;
            } else {
                LOG.error("engine did not close cleanly: the next start recovers from the journal");
            }
        } catch (IOException e) {
            LOG.error("data folder cannot be closed cleanly", e);
        } finally {
            DataFolders.close(folder);
            executor.shutdown();
            authenticatorExecutor.shutdown();
            callbackExecutor.shutdown();
            segments.close();
        }
    }

    /** True once the engine has closed with every room in the store, and said so in the data folder. */
    public boolean isClosedCleanly() {
        return isClosedCleanly;
    }

    static Engine start(EngineConfig config, boolean hasOwnThreads, EngineHooks hooks) {
        JvmFlags.require();
        DataFolder folder = DataFolders.open(config.dataFolder());
        Engine engine = null;
        try {
            engine = new Engine(config, folder, hasOwnThreads, hooks);
            engine.threads.start();
            engine.isReady = true;
            LOG.info("engine started: {} limits={}", engine.describe(), config.limits());
            return engine;
        } catch (IOException | RuntimeException | Error e) {
            if (engine == null) {
                DataFolders.close(folder);
            } else {
                engine.hasFailed = true;
                engine.closeNow();
            }
            throw new EngineStartException(
                    EngineStartException.Code.RECOVERY_FAILED, "Cannot recover " + config.dataFolder() + ": " + e, e);
        }
    }

    private Journal journal(Generation generation, int shard, JournalStorage journals) {
        return config.durability() == DurabilityLevel.NONE
                ? new NoJournal()
                : journals.create(generation.journalSpec(shard));
    }

    private Shard shard(int index, Generation generation, Journal journal, Storage storage, NanoClock clock) {
        EngineLimits limits = config.limits();
        RoomLimits roomLimits = new RoomLimits(
                limits.maxSessionsPerRoom(),
                limits.maxDocumentBytes(),
                limits.maxBufferLength(),
                new HistoryLimits(limits.historyEdits(), limits.historyBytes()));
        ShardSettings settings = new ShardSettings(
                index,
                generation.number(),
                generation.header().firstVersion(),
                roomLimits,
                config.durability() == DurabilityLevel.POWER,
                config.idleTimeout().toNanos());
        return new Shard(settings, inboxes[index], ioThreads, journal, storage, clock, this::onFailure);
    }

    private void onFailure(Throwable failure) {
        hasFailed = true;
        LOG.error("engine stops: nothing further is acknowledged", failure);
        shards.forEach(Shard::abort);
        gateways.forEach(IoGateway::abort);
        rooms.abort();
        failures.onFailure(failure);
    }

    private void closeGateways() {
        gateways.forEach(IoGateway::shutDown);
        rooms.shutDown();
        long deadlineNs = System.nanoTime() + CLOSE_TIMEOUT_NS;
        while (hasSessions() && System.nanoTime() - deadlineNs < 0 && !hasFailed) {
            rooms.doWork();
            embedded.doWork();
            threads.help();
        }
    }

    private LocalRooms startRooms(boolean hasOwnThread) {
        return hasOwnThread
                ? LocalRooms.start(gatewayContext, ioThreads, directory, config.idleTimeout(), callbackExecutor)
                : LocalRooms.invoked(gatewayContext, ioThreads, directory, config.idleTimeout());
    }

    private boolean hasSessions() {
        return rooms.sessionCount() > 0 || gateways.stream().anyMatch(gateway -> gateway.sessionCount() > 0);
    }
}
