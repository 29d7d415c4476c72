package io.canyon.engine;

import io.canyon.engine.journal.JournalSettings;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.shard.CheckpointStep;
import java.security.SecureRandom;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Where faults enter an engine, where its steps can be watched, and where all comes from that is not the same each time
 * it runs.
 *
 * @param journals makes and reads journals of a kind
 * @param onStep told of every step of a checkpoint, on the thread that took it
 * @param executors makes the executors of an engine, by the prefix of their threads' names
 * @param clock tells the shards the time
 * @param hashSeeds gives the seed of an engine's hash tables
 * @param roomStoreTimeoutNs how long a store that a room has of its own may take for a call
 */
record EngineHooks(
        Function<JournalKind, JournalStorage> journals,
        Consumer<CheckpointStep> onStep,
        Function<String, ExecutorService> executors,
        NanoClock clock,
        LongSupplier hashSeeds,
        long roomStoreTimeoutNs) {
    /** Less than a shard that closes waits. */
    static final long ROOM_STORE_TIMEOUT_NS = 20_000_000_000L;

    static final EngineHooks NONE =
            new EngineHooks(kind -> JournalStorage.of(kind, JournalSettings.DEFAULTS), step -> {});

    EngineHooks(Function<JournalKind, JournalStorage> journals, Consumer<CheckpointStep> onStep) {
        this(
                journals,
                onStep,
                EngineExecutor::create,
                SystemNanoClock.INSTANCE,
                new SecureRandom()::nextLong,
                ROOM_STORE_TIMEOUT_NS);
    }
}
