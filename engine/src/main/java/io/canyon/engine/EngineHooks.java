package io.canyon.engine;

import io.canyon.engine.journal.JournalSettings;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.shard.CheckpointStep;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Where faults enter an engine, and where its steps can be watched.
 *
 * @param journals makes and reads journals of a kind
 * @param onStep told of every step of a checkpoint, on the thread that took it
 */
record EngineHooks(Function<JournalKind, JournalStorage> journals, Consumer<CheckpointStep> onStep) {
    static final EngineHooks NONE =
            new EngineHooks(kind -> JournalStorage.of(kind, JournalSettings.DEFAULTS), step -> {});
}
