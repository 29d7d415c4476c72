package io.canyon.engine;

import io.canyon.engine.spi.Authenticator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

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
 * @param errorHandler told when the engine stops by itself, on the thread that found the reason
 * @param roomOptions how a room is kept that {@link Rooms#open(String, RoomOptions)} says nothing of, by its name;
 *     asked on a storage thread each time that the room comes into memory
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
        Function<String, RoomOptions> roomOptions) {
    private static final int MAX_SHARDS = 64;
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
     * default limits, everybody may write.
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
                room -> RoomOptions.DEFAULTS);
    }

    /** The same engine on other data. */
    public EngineConfig withDataFolder(Path folder) {
        return new EngineConfig(
                folder,
                durability,
                journal,
                checkpointBytes,
                shards,
                idleTimeout,
                limits,
                authenticator,
                errorHandler,
                roomOptions);
    }

    public EngineConfig withDurability(DurabilityLevel level) {
        return new EngineConfig(
                dataFolder,
                level,
                journal,
                checkpointBytes,
                shards,
                idleTimeout,
                limits,
                authenticator,
                errorHandler,
                roomOptions);
    }

    public EngineConfig withJournal(JournalKind kind) {
        return new EngineConfig(
                dataFolder,
                durability,
                kind,
                checkpointBytes,
                shards,
                idleTimeout,
                limits,
                authenticator,
                errorHandler,
                roomOptions);
    }

    public EngineConfig withCheckpointBytes(long bytes) {
        return new EngineConfig(
                dataFolder,
                durability,
                journal,
                bytes,
                shards,
                idleTimeout,
                limits,
                authenticator,
                errorHandler,
                roomOptions);
    }

    public EngineConfig withShards(int count) {
        return new EngineConfig(
                dataFolder,
                durability,
                journal,
                checkpointBytes,
                count,
                idleTimeout,
                limits,
                authenticator,
                errorHandler,
                roomOptions);
    }

    public EngineConfig withIdleTimeout(Duration timeout) {
        return new EngineConfig(
                dataFolder,
                durability,
                journal,
                checkpointBytes,
                shards,
                timeout,
                limits,
                authenticator,
                errorHandler,
                roomOptions);
    }

    public EngineConfig withLimits(EngineLimits newLimits) {
        return new EngineConfig(
                dataFolder,
                durability,
                journal,
                checkpointBytes,
                shards,
                idleTimeout,
                newLimits,
                authenticator,
                errorHandler,
                roomOptions);
    }

    public EngineConfig withAuthenticator(Authenticator newAuthenticator) {
        return new EngineConfig(
                dataFolder,
                durability,
                journal,
                checkpointBytes,
                shards,
                idleTimeout,
                limits,
                newAuthenticator,
                errorHandler,
                roomOptions);
    }

    public EngineConfig withErrorHandler(Consumer<Throwable> handler) {
        return new EngineConfig(
                dataFolder,
                durability,
                journal,
                checkpointBytes,
                shards,
                idleTimeout,
                limits,
                authenticator,
                handler,
                roomOptions);
    }

    public EngineConfig withRoomOptions(Function<String, RoomOptions> options) {
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
                options);
    }
}
