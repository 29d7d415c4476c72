package io.canyon.engine.recovery;

import io.canyon.engine.journal.BatchHandler;
import io.canyon.engine.journal.EditRecord;
import io.canyon.engine.journal.Generation;
import io.canyon.engine.journal.JournalSettings;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.journal.ReadResult;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.room.RoomCore;
import io.canyon.engine.spi.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Single rooms of an engine that does not run, as snapshots and journals have them. One thread. */
final class OfflineRooms {
    private final SnapshotStore store;
    private final List<Generation> generations;
    private final EditRecord record = new EditRecord();

    OfflineRooms(SnapshotStore store, List<Generation> generations) {
        this.store = store;
        this.generations = generations;
    }

    /**
     * Fills an empty room.
     *
     * @return false if there is no such room
     * @throws IllegalStateException if its snapshot, or the header of a generation, cannot be read
     */
    boolean load(Room room, RoomContext context) {
        String name = room.name();
        RoomReplay replay = new RoomReplay(name);
        ByteBuffer snapshot = store.load(name).toCompletableFuture().join();
        if (snapshot != null) {
            Recovery.restore(room, snapshot);
        }
        replay.enter(room);
        RoomCore core = new RoomCore(context);
        for (Generation generation : generations) {
            long firstVersion = generation.header().firstVersion();
            readAll(generation, () -> {
                if (name.equals(record.room())) {
                    replay.replay(core, record, generation.number(), firstVersion);
                }
            });
        }
        return snapshot != null || replay.hasChanged();
    }

    /** Rooms that have edits in journals. */
    Set<String> journaled() {
        Set<String> names = new HashSet<>();
        for (Generation generation : generations) {
            readAll(generation, () -> names.add(record.room()));
        }
        return names;
    }

    /** Reads the entries of one journal. */
    ReadResult read(Generation generation, int shard, BatchHandler handler) {
        return JournalStorage.of(generation.header().journal(), JournalSettings.DEFAULTS)
                .read(generation.shardFolder(shard), generation.readRange(shard), handler);
    }

    /** Reads the edits of one journal, each of which {@code edit} finds in the record. */
    ReadResult readEdits(Generation generation, int shard, EditRecord into, Consumer<Long> edit) {
        return read(generation, shard, (sequence, batch, offset, length) -> {
            for (int at = offset; at < offset + length; at += into.lengthBytes()) {
                into.wrap(batch, at, offset + length);
                edit.accept(sequence);
            }
        });
    }

    private void readAll(Generation generation, Runnable edit) {
        for (int shard = 0; shard < generation.header().shardCount(); shard++) {
            readEdits(generation, shard, record, sequence -> edit.run());
        }
    }
}
