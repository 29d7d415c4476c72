package io.canyon.engine.recovery;

import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.snapshot.RoomSnapshot;
import io.canyon.engine.spi.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rooms of a recovery, those used last in memory. A room that must go is saved as it is and comes back from its
 * snapshot, whose edits replay passes over; so may the next recovery, should this one be interrupted.
 */
final class ReplayedRooms implements AutoCloseable {
    private final RoomContext context;
    private final SegmentPool segments;
    private final SnapshotStore store;
    private final long hashSeed;
    private final int maxSegments;
    private final Map<String, RoomReplay> all = new HashMap<>();
    private final Map<String, RoomReplay> inMemory = new LinkedHashMap<>(16, 0.75f, true);

    /** @param maxSegments memory that rooms may take, but for the one that is replayed into */
    ReplayedRooms(RoomContext context, SegmentPool segments, SnapshotStore store, long hashSeed, int maxSegments) {
        this.context = context;
        this.segments = segments;
        this.store = store;
        this.hashSeed = hashSeed;
        this.maxSegments = maxSegments;
    }

    Collection<RoomReplay> all() {
        return all.values();
    }

    /** The room, in memory until another is asked for. */
    RoomReplay get(String name) {
        RoomReplay replay = inMemory.get(name);
        if (replay == null) {
            shrinkTo(0);
            replay = all.computeIfAbsent(name, RoomReplay::new);
            replay.enter(load(name));
            inMemory.put(name, replay);
        } else {
            shrinkTo(1);
        }
        return replay;
    }

    void saveAll() {
        inMemory.values().forEach(this::save);
    }

    @Override
    public void close() {
        inMemory.values().forEach(RoomReplay::leave);
        inMemory.clear();
    }

    private void shrinkTo(int rooms) {
        Iterator<RoomReplay> leastRecentlyUsed = inMemory.values().iterator();
        while (segments.segmentsInUse() > maxSegments && inMemory.size() > rooms) {
            RoomReplay replay = leastRecentlyUsed.next();
            save(replay);
            replay.leave();
            leastRecentlyUsed.remove();
        }
    }

    private Room load(String name) {
        ByteBuffer snapshot = store.load(name).toCompletableFuture().join();
        Room room = new Room(context, all.size(), name, hashSeed, 0);
        try {
            if (snapshot != null) {
                Recovery.restore(room, snapshot);
            }
            return room;
        } catch (RuntimeException | Error e) {
            room.close();
            throw e;
        }
    }

    private void save(RoomReplay replay) {
        if (replay.hasChanged()) {
            store.save(replay.name(), RoomSnapshot.encode(replay.room()))
                    .toCompletableFuture()
                    .join();
        }
    }
}
