package io.canyon.engine.journal;

import java.nio.file.Path;
import java.util.Objects;

/** Journals in Chronicle Queues, one queue per generation and shard. */
public final class ChronicleStorage implements JournalStorage {
    private final JournalSettings settings;

    public ChronicleStorage(JournalSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    @Override
    public Journal create(JournalSpec spec) {
        return new FramedJournal(spec, settings, ChronicleEntries.create(spec, settings));
    }

    @Override
    public ReadResult read(Path shardFolder, ReadRange range, BatchHandler handler) {
        return ChronicleReader.read(shardFolder, range, handler);
    }
}
