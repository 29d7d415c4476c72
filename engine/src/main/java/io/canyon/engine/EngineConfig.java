package io.canyon.engine;

import io.canyon.engine.spi.Authenticator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * How an engine runs. Immutable; validated when built.
 *
 * @param dataFolder journal and snapshots; one engine at a time
 * @param durability what an ack says
 * @param journal how the journal is kept on disk; what an earlier start wrote in another way stays readable
 * @param checkpointBytes bytes of journal after which rooms are saved and the journal begins anew, at least 64 KiB
 * @param shards shard threads
 * @param idleTimeout how long a room without sessions stays in memory, at most 365 days
 * @param limits bounds
 * @param authenticator who may enter
 * @param errorHandler told once, when the engine stops by itself, on a thread of its own; by engines that their caller
 *     drives, within that call. It may close the engine, and the JVM goes on in any case
 * @param roomOptions how a room is kept that {@link Rooms#open(String, RoomOptions)} says nothing of, by its name;
 *     asked on a storage thread each time that the room comes into memory
 * @param idleStrategies gives each shard thread what it does while it has nothing to do; not asked in engines that
 *     their caller drives
 */
public record EngineConfig(
        Path dataFolder,
        DurabilityLevel durability,
        JournalKind journal,
        long checkpointBytes,
        int shards,
        Duration idleTimeout,
        EngineLimits limits,
        Authenticator authenticator,
        Consumer<Throwable> errorHandler,
        Function<String, RoomOptions> roomOptions,
        Supplier<IdleStrategy> idleStrategies) {
    private static final int MAX_SHARDS = 64;
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long MAX_PARK_NS = TimeUnit.MICROSECONDS.toNanos(250);
    private static final Duration MAX_IDLE_TIMEOUT = Duration.ofDays(365);
    private static final long MIN_CHECKPOINT_BYTES = 64 << 10;
    private static final long DEFAULT_CHECKPOINT_BYTES = 256L << 20;

    public EngineConfig {
        Objects.requireNonNull(dataFolder, "dataFolder");
        Objects.requireNonNull(durability, "durability");
        Objects.requireNonNull(journal, "journal");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(authenticator, "authenticator");
        Objects.requireNonNull(errorHandler, "errorHandler");
        Objects.requireNonNull(roomOptions, "roomOptions");
        Objects.requireNonNull(idleStrategies, "idleStrategies");
        if (shards < 1 || shards > MAX_SHARDS) {
            throw new IllegalArgumentException("shards out of range: value=" + shards + " min=1 max=" + MAX_SHARDS);
        }
        if (checkpointBytes < MIN_CHECKPOINT_BYTES) {
            throw new IllegalArgumentException(
                    "checkpointBytes too small: value=" + checkpointBytes + " min=" + MIN_CHECKPOINT_BYTES);
        }
        if (idleTimeout.isNegative() || idleTimeout.compareTo(MAX_IDLE_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "idleTimeout out of range: value=" + idleTimeout + " min=PT0S max=" + MAX_IDLE_TIMEOUT);
        }
    }

    /**
     * One shard, durability {@code PROCESS}, a Chronicle journal, a checkpoint every 256 MiB, 30 s idle time-out,
     * default limits, everybody may write, shard threads that back off to pauses of 250 us.
     */
    public static EngineConfig of(Path dataFolder) {
        return new EngineConfig(
                dataFolder,
                DurabilityLevel.PROCESS,
                JournalKind.CHRONICLE,
                DEFAULT_CHECKPOINT_BYTES,
                1,
                Duration.ofSeconds(30),
                EngineLimits.DEFAULTS,
                Authenticator.EVERYBODY,
                error -> {},
                room -> RoomOptions.DEFAULTS,
                EngineConfig::backOff);
    }

    /** The same engine on other data. */
    public EngineConfig withDataFolder(Path value) {
        return with(fields -> fields.dataFolder = value);
    }

    public EngineConfig withDurability(DurabilityLevel value) {
        return with(fields -> fields.durability = value);
    }

    public EngineConfig withJournal(JournalKind value) {
        return with(fields -> fields.journal = value);
    }

    public EngineConfig withCheckpointBytes(long value) {
        return with(fields -> fields.checkpointBytes = value);
    }

    public EngineConfig withShards(int value) {
        return with(fields -> fields.shards = value);
    }

    public EngineConfig withIdleTimeout(Duration value) {
        return with(fields -> fields.idleTimeout = value);
    }

    public EngineConfig withLimits(EngineLimits value) {
        return with(fields -> fields.limits = value);
    }

    public EngineConfig withAuthenticator(Authenticator value) {
        return with(fields -> fields.authenticator = value);
    }

    public EngineConfig withErrorHandler(Consumer<Throwable> value) {
        return with(fields -> fields.errorHandler = value);
    }

    public EngineConfig withRoomOptions(Function<String, RoomOptions> value) {
        return with(fields -> fields.roomOptions = value);
    }

    /** For example {@code BusySpinIdleStrategy::new}, for those who give each shard a processor. */
    public EngineConfig withIdleStrategies(Supplier<IdleStrategy> value) {
        return with(fields -> fields.idleStrategies = value);
    }

    private EngineConfig with(Consumer<Fields> change) {
        Fields fields = new Fields(this);
        change.accept(fields);
        return fields.config();
    }

    private static IdleStrategy backOff() {
        return new BackoffIdleStrategy(20, 50, MIN_PARK_NS, MAX_PARK_NS);
    }

    /** A configuration that is being changed. */
    private static final class Fields {
        private Path dataFolder;
        private DurabilityLevel durability;
        private JournalKind journal;
        private long checkpointBytes;
        private int shards;
        private Duration idleTimeout;
        private EngineLimits limits;
        private Authenticator authenticator;
        private Consumer<Throwable> errorHandler;
        private Function<String, RoomOptions> roomOptions;
        private Supplier<IdleStrategy> idleStrategies;

        Fields(EngineConfig config) {
            dataFolder = config.dataFolder;
            durability = config.durability;
            journal = config.journal;
            checkpointBytes = config.checkpointBytes;
            shards = config.shards;
            idleTimeout = config.idleTimeout;
            limits = config.limits;
            authenticator = config.authenticator;
            errorHandler = config.errorHandler;
            roomOptions = config.roomOptions;
            idleStrategies = config.idleStrategies;
        }

        EngineConfig config() {
            return new EngineConfig(
                    dataFolder,
                    durability,
                    journal,
                    checkpointBytes,
                    shards,
                    idleTimeout,
                    limits,
                    authenticator,
                    errorHandler,
                    roomOptions,
                    idleStrategies);
        }
    }
}
