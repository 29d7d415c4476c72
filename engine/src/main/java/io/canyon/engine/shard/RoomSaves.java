package io.canyon.engine.shard;

import io.canyon.engine.room.Room;
import io.canyon.engine.snapshot.RoomCut;
import io.canyon.engine.snapshot.RoomSnapshot;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Brings rooms of one shard to their store while they go on: the cut is made on the shard's thread, and encoded and
 * stored by others. A few saves are under way at a time. Runs on the shard's thread, between two batches: nothing is
 * saved that is not in the journal.
 */
final class RoomSaves {
    static final int MAX_RUNNING = 8;
    /** Memory of rooms whose snapshots are in memory, beyond the first. */
    static final long MAX_RUNNING_BYTES = 64 << 20;
    /**
     * A room that takes no more is encoded at once: that is cheaper than the copy of the first segment that is written
     * to afterwards.
     */
    static final long MAX_DIRECT_BYTES = 8 << 10;

    private final Storage storage;
    private final Executor events;
    private final SaveListener listener;
    private int running;
    private long runningBytes;

    /** Told of saves that have ended. */
    interface SaveListener {
        /** @param failure null if there was none */
        void onSaveEnded(RoomSlot slot, long version, Throwable failure);
    }

    /** @param events runs what it is given on the shard's thread, within the next duty cycle */
    RoomSaves(Storage storage, Executor events, SaveListener listener) {
        this.storage = storage;
        this.events = events;
        this.listener = listener;
    }

    boolean areRunning() {
        return running > 0;
    }

    /** Whether a save of this room can begin now. */
    boolean takes(RoomSlot slot) {
        return !slot.isSaving()
                && running < MAX_RUNNING
                && (running == 0 || runningBytes + slot.room().document().usedBytes() <= MAX_RUNNING_BYTES);
    }

    /** Saves the room as it is now. */
    void begin(RoomSlot slot) {
        Room room = slot.room();
        long version = room.version();
        long bytes = room.document().usedBytes();
        slot.onSaveBegun();
        running++;
        runningBytes += bytes;
        CompletableFuture.supplyAsync(encoding(room, bytes), storage.executor())
                .thenCompose(snapshot -> slot.stores().save(room.name(), snapshot))
                .whenComplete((done, failure) -> events.execute(() -> onEnded(slot, version, bytes, failure)));
        storage.checkpoints().onStep(CheckpointStep.ROOM_CUT);
    }

    private Supplier<ByteBuffer> encoding(Room room, long bytes) {
        // Of what is written to while a view is open there are two.
        boolean hasMemory =
                storage.segments().headroomSegments() >= room.document().segments();
        if (bytes <= MAX_DIRECT_BYTES || room.memberCount() > 0 && !hasMemory) {
            ByteBuffer snapshot = RoomSnapshot.encode(room);
            return () -> snapshot;
        }
        return RoomCut.of(room)::encode;
    }

    private void onEnded(RoomSlot slot, long version, long bytes, Throwable stageFailure) {
        Throwable failure = RoomStores.causeOf(stageFailure);
        running--;
        runningBytes -= bytes;
        slot.room().document().reclaim();
        if (failure == null || failure instanceof RoomStores.NotEverywhereException) {
            slot.onSaved(version, failure == null);
        } else {
            slot.onSaveFailed();
        }
        listener.onSaveEnded(slot, version, failure);
    }
}
