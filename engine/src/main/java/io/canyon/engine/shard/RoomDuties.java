package io.canyon.engine.shard;

import java.util.ArrayDeque;
import org.agrona.collections.LongArrayList;

/**
 * Rooms that are to be saved or closed because somebody asked for it, or saved because they changed some time ago. Runs
 * on the shard's thread, between two batches: nothing is saved that is not in the journal.
 */
final class RoomDuties {
    /** Rooms that are looked at in a duty cycle. */
    private static final int MAX_LOOKS = 256;

    private final RoomSaves saves;
    private final Actions actions;
    private final ArrayDeque<RoomSlot> slots = new ArrayDeque<>();

    /** What becomes of it. */
    interface Actions {
        /** Tells those who asked, and forgets them. */
        void answer(LongArrayList numbers, boolean isDone, long version);

        /** The room has been saved to be closed: it goes, unless somebody waits for it. */
        void closed(RoomSlot slot);
    }

    RoomDuties(RoomSaves saves, Actions actions) {
        this.saves = saves;
        this.actions = actions;
    }

    /** The room is to be saved as it is now. */
    void save(RoomSlot slot) {
        slot.saveAtLeast(slot.room().version());
        add(slot);
    }

    /** Likewise, and who asks under this number is told. */
    void save(RoomSlot slot, long number) {
        slot.savers().addLong(number);
        save(slot);
    }

    /** The room, which has no sessions, is to be saved and to leave memory. */
    void close(RoomSlot slot, long number) {
        slot.closers().addLong(number);
        save(slot);
    }

    int doWork() {
        int count = 0;
        for (int i = Math.min(slots.size(), MAX_LOOKS); i > 0; i--) {
            RoomSlot slot = slots.remove();
            if (slot.isSavedAsAsked() && (slot.closers().isEmpty() || slot.isUnused())) {
                end(slot, true);
                count++;
                continue;
            }
            slots.add(slot);
            if (!slot.isSavedAsAsked() && saves.takes(slot)) {
                saves.begin(slot);
                count++;
            }
        }
        return count;
    }

    /** A room could not be saved: who asked for it is told, and may ask again. */
    void onSaveFailed(RoomSlot slot) {
        if (slot.hasDuty()) {
            slots.remove(slot);
            end(slot, false);
        }
    }

    private void end(RoomSlot slot, boolean isDone) {
        slot.hasDuty(false);
        long version = slot.room().version();
        actions.answer(slot.savers(), isDone, version);
        if (!slot.closers().isEmpty()) {
            actions.answer(slot.closers(), isDone, version);
            actions.closed(slot);
        }
    }

    private void add(RoomSlot slot) {
        if (!slot.hasDuty()) {
            slot.hasDuty(true);
            slots.add(slot);
        }
    }
}
