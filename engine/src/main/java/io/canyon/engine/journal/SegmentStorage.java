package io.canyon.engine.journal;

import java.nio.file.Path;
import java.util.Objects;

/** Journals in plain preallocated files, one per generation and shard, which grow in steps. */
public final class SegmentStorage implements JournalStorage {
    private final JournalSettings settings;

    public SegmentStorage(JournalSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    @Override
    public Journal create(JournalSpec spec) {
        return new FramedJournal(spec, settings, SegmentEntries.create(spec, settings));
    }

    @Override
    public ReadResult read(Path shardFolder, ReadRange range, BatchHandler handler) {
        return SegmentReader.read(shardFolder.resolve(SegmentEntries.FILE), range, handler);
    }
}
