package io.canyon.engine.journal;

import io.canyon.engine.JournalKind;
import java.nio.file.Path;

/** A way to keep journals on disk. Stateless; for any thread. */
public interface JournalStorage {
    /** Journals of a kind. */
    static JournalStorage of(JournalKind kind, JournalSettings settings) {
        return switch (kind) {
            case CHRONICLE -> new ChronicleStorage(settings);
            case SEGMENTS -> new SegmentStorage(settings);
        };
    }

    /**
     * Creates the journal of one shard in an empty folder.
     *
     * @throws JournalException if it cannot be created, for example because the disk is full
     */
    Journal create(JournalSpec spec);

    /**
     * Reads a journal from its first entry to the last one, the last one asked for, or the first damage. Changes
     * nothing on disk, and reports damage of any kind in its result; only what {@code handler} throws is thrown.
     *
     * @param shardFolder folder that {@link #create} filled; it may be empty or missing
     */
    ReadResult read(Path shardFolder, ReadRange range, BatchHandler handler);
}
