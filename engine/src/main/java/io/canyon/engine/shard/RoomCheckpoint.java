package io.canyon.engine.shard;

import java.util.ArrayDeque;

/**
 * Saves the rooms of one shard that have edits in a journal which is to go, while they are in use. Each duty cycle
 * looks at some and begins to save a few, so that no batch waits for long, however many rooms there are. Runs on the
 * shard's thread.
 */
final class RoomCheckpoint {
    private static final long RETRY_NS = 1_000_000_000L;
    /** Rooms that are looked at in a duty cycle. */
    private static final int MAX_LOOKS = 256;
    /** Saves that begin in a duty cycle. */
    private static final int MAX_BEGUN = 2;

    /** A room whose snapshot must be of this version or a later one. */
    private record Due(RoomSlot slot, long version) {}

    private final RoomSlots slots;
    private final RoomSaves saves;
    private final CheckpointListener listener;
    private final ArrayDeque<Due> due = new ArrayDeque<>();
    private int nextNumber = -1;
    private long nowNs;
    private long retryAtNs;
    private boolean isRunning;
    private boolean isAnnounced;
    private boolean isLast;

    RoomCheckpoint(RoomSlots slots, RoomSaves saves, CheckpointListener listener) {
        this.slots = slots;
        this.saves = saves;
        this.listener = listener;
    }

    /**
     * Begins with what is not saved now; what a former checkpoint still had to save is among it. Rooms that come into
     * memory later come from the store, and have nothing that it lacks but edits of later journals.
     */
    void begin(long ns) {
        start(ns);
        isAnnounced = true;
    }

    /** Begins with what is not saved now, for the end of the shard: a room that cannot be saved is not tried again. */
    void beginLast(long ns) {
        start(ns);
        isLast = true;
    }

    boolean isRunning() {
        return isRunning;
    }

    int doWork(long ns) {
        nowNs = ns;
        if (!isRunning || ns - retryAtNs < 0) {
            return 0;
        }
        int work = scan();
        if (nextNumber < 0) {
            work += settle();
        }
        if (nextNumber >= 0 || !due.isEmpty()) {
            return work;
        }
        isRunning = false;
        if (isAnnounced) {
            isAnnounced = false;
            listener.onStep(CheckpointStep.SHARD_SAVED);
        }
        return work + 1;
    }

    /** @param failure null if there was none */
    void onSaveEnded(Throwable failure) {
        if (failure == null) {
            listener.onStep(CheckpointStep.ROOM_SAVED);
        } else if (!isLast) {
            retryAtNs = nowNs + RETRY_NS;
        }
    }

    private void start(long ns) {
        due.clear();
        nextNumber = slots.size() - 1;
        retryAtNs = ns;
        isRunning = true;
    }

    /** Finds what is due, and begins to save it. */
    private int scan() {
        int begun = 0;
        int looks = 0;
        nextNumber = Math.min(nextNumber, slots.size() - 1);
        while (nextNumber >= 0 && looks < MAX_LOOKS && begun < MAX_BEGUN) {
            RoomSlot slot = slots.at(nextNumber);
            if (slot.isDirty()) {
                if (!slot.isSaving()) {
                    if (!saves.takes(slot)) {
                        break;
                    }
                    saves.begin(slot);
                    begun++;
                }
                due.add(new Due(slot, slot.room().version()));
            }
            nextNumber--;
            looks++;
        }
        return looks;
    }

    /** Forgets what is saved, and saves again what is not. */
    private int settle() {
        int begun = 0;
        int settled = 0;
        for (int i = Math.min(due.size(), MAX_LOOKS); i > 0 && begun < MAX_BEGUN; i--) {
            Due next = due.poll();
            RoomSlot slot = next.slot();
            if (slot.savedVersion() >= next.version() || isLast && slot.hasSaveFailed()) {
                settled++;
                continue;
            }
            if (saves.takes(slot)) {
                saves.begin(slot);
                begun++;
            }
            due.add(next);
        }
        return begun + settled;
    }
}
