package io.canyon.engine.shard;

import io.canyon.engine.room.Room;
import io.canyon.engine.snapshot.RoomSnapshot;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.Executor;

/**
 * Saves the rooms of one shard that have edits in a journal which is to go, while they are in use; one at a time, so
 * that no batch waits for more than one encoding. Runs on the shard's thread.
 */
final class RoomCheckpoint {
    private static final long RETRY_NS = 1_000_000_000L;

    /** A room whose snapshot must be of this version or a later one. */
    private record Due(RoomSlot slot, long version) {}

    private final Storage storage;
    private final Executor events;
    private final SaveResult saveResult;
    private final ArrayDeque<Due> due = new ArrayDeque<>();
    private long nowNs;
    private long retryAtNs;
    private boolean isRunning;
    private boolean isSaving;

    /** Told how the saving of a room ended. */
    interface SaveResult {
        /** @param failure null if there was none */
        void onSaved(RoomSlot slot, long version, Throwable failure);
    }

    RoomCheckpoint(Storage storage, Executor events, SaveResult saveResult) {
        this.storage = storage;
        this.events = events;
        this.saveResult = saveResult;
    }

    /** Begins with what is not saved now; what a former checkpoint still had to save is among it. */
    void begin(Collection<RoomSlot> slots, long ns) {
        due.clear();
        for (RoomSlot slot : slots) {
            if (slot.room() != null && slot.isDirty()) {
                due.add(new Due(slot, slot.room().version()));
            }
        }
        isRunning = true;
        retryAtNs = ns;
    }

    int doWork(long ns) {
        nowNs = ns;
        if (!isRunning || isSaving || ns - retryAtNs < 0) {
            return 0;
        }
        for (int i = due.size(); i > 0; i--) {
            Due next = due.poll();
            if (next.slot().savedVersion() < next.version()) {
                if (next.slot().state() == RoomState.ACTIVE) {
                    save(next);
                    return 1;
                }
                due.add(next);
            }
        }
        if (!due.isEmpty()) {
            return 0;
        }
        isRunning = false;
        storage.checkpoints().onStep(CheckpointStep.SHARD_SAVED);
        return 1;
    }

    private void save(Due next) {
        Room room = next.slot().room();
        long version = room.version();
        isSaving = true;
        next.slot().checkpointing(true);
        StoreCalls.answer(() -> next.slot().stores().save(room.name(), RoomSnapshot.encode(room)))
                .whenComplete(
                        (done, failure) -> events.execute(() -> onSaved(next, version, RoomStores.causeOf(failure))));
    }

    private void onSaved(Due saved, long version, Throwable failure) {
        isSaving = false;
        saved.slot().checkpointing(false);
        saveResult.onSaved(saved.slot(), version, failure);
        if (failure == null) {
            storage.checkpoints().onStep(CheckpointStep.ROOM_SAVED);
        } else {
            due.add(saved);
            retryAtNs = nowNs + RETRY_NS;
        }
    }
}
