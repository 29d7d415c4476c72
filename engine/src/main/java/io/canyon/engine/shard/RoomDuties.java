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
        /** Tells who asked under this number. */
        void answer(long number, boolean isDone, long version);

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
        slot.savers().add(new RoomSlot.Saver(number, slot.room().version()));
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
            onSaved(slot);
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

    /** Tells those who waited for no more than what is saved now. */
    void onSaved(RoomSlot slot) {
        ArrayDeque<RoomSlot.Saver> savers = slot.savers();
        while (!savers.isEmpty() && slot.isSaved(savers.peek().version())) {
            actions.answer(savers.remove().number(), true, slot.savedVersion());
        }
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
        slot.savers().forEach(saver -> actions.answer(saver.number(), isDone, version));
        slot.savers().clear();
        LongArrayList closers = slot.closers();
        if (!closers.isEmpty()) {
            for (int i = 0; i < closers.size(); i++) {
                actions.answer(closers.getLong(i), isDone, version);
            }
            closers.clear();
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
