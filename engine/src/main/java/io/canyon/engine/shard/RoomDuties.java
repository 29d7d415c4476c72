package io.canyon.engine.shard;

import java.util.ArrayList;
import org.agrona.collections.LongArrayList;

/**
 * Rooms that are to be saved or closed because somebody asked for it, or because they changed some time ago. Works
 * between two batches, so that nothing is saved that is not in the journal. Runs on the shard's thread.
 */
final class RoomDuties {
    private final Actions actions;
    private final ArrayList<RoomSlot> slots = new ArrayList<>();

    /** What is done with rooms. */
    interface Actions {
        /** Saves a room that stays in use; {@link #onSaved} follows. */
        void saveInUse(RoomSlot slot);

        /** Saves a room without sessions, and lets it go out of memory. */
        void saveAndClose(RoomSlot slot);

        /** Tells those who asked what came of it. */
        void answer(LongArrayList numbers, boolean isDone, long version);
    }

    RoomDuties(Actions actions) {
        this.actions = actions;
    }

    /** The room is to be saved as it is now; whoever asks under a number is told. */
    void save(RoomSlot slot, long number) {
        slot.savers().addLong(number);
        save(slot);
    }

    void save(RoomSlot slot) {
        slot.saveAtLeast(slot.room().version());
        add(slot);
    }

    void close(RoomSlot slot, long number) {
        slot.closers().addLong(number);
        add(slot);
    }

    int doWork() {
        int count = 0;
        for (int i = slots.size() - 1; i >= 0; i--) {
            RoomSlot slot = slots.get(i);
            if (slot.isFree() && work(slot)) {
                slots.remove(i);
                count++;
            }
        }
        return count;
    }

    /** A room that stays in use has been saved, or not. */
    void onSaved(RoomSlot slot, boolean isDone) {
        if (!isDone) {
            slot.saveAtLeast(0);
            answerSavers(slot, false);
        }
    }

    /** True when there is nothing to do for it, or somebody else does it now. */
    private boolean work(RoomSlot slot) {
        if (!slot.closers().isEmpty()) {
            slot.closers().addAll(slot.savers());
            slot.savers().clear();
            actions.saveAndClose(slot);
            return true;
        }
        if (slot.isSavedAsAsked()) {
            answerSavers(slot, true);
            return true;
        }
        actions.saveInUse(slot);
        return false;
    }

    private void answerSavers(RoomSlot slot, boolean isDone) {
        if (!slot.savers().isEmpty()) {
            actions.answer(slot.savers(), isDone, slot.room().version());
        }
    }

    private void add(RoomSlot slot) {
        if (!slots.contains(slot)) {
            slots.add(slot);
        }
    }
}
