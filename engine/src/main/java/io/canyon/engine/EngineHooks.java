package io.canyon.engine;

import io.canyon.engine.journal.JournalKind;
import io.canyon.engine.journal.JournalSettings;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.shard.CheckpointStep;
import java.util.function.Consumer;
import java.util.function.Function;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Where faults enter an engine, and where its steps can be watched.
 *
 * @param journals makes and reads journals of a kind
 * @param onStep told of every step of a checkpoint, on the thread that took it
 * @param clock what shards and I/O threads measure times with
 */
record EngineHooks(Function<JournalKind, JournalStorage> journals, Consumer<CheckpointStep> onStep, NanoClock clock) {
    static final EngineHooks NONE = new EngineHooks(kind -> kind.storage(JournalSettings.DEFAULTS), step -> {});

    EngineHooks(Function<JournalKind, JournalStorage> journals, Consumer<CheckpointStep> onStep) {
        this(journals, onStep, SystemNanoClock.INSTANCE);
    }
}
