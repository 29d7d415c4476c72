package io.canyon.engine.shard;

import io.canyon.engine.room.Room;
import java.util.ArrayDeque;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/** A room's place in its shard, from its first join to its leaving memory. */
final class RoomSlot {
    private static final long NOT_DIRTY = Long.MIN_VALUE;

    private final String name;
    private final ArrayDeque<UnsafeBuffer> waitingCommands = new ArrayDeque<>();
    private final ArrayDeque<Saver> savers = new ArrayDeque<>();
    private final LongArrayList closers = new LongArrayList();
    private RoomTerms terms;
    private RoomStores stores;
    private int number;
    private RoomState state = RoomState.LOADING;
    private Room room;
    private long savedVersion;
    private boolean isEverywhere;
    private long saveAtLeast;
    private boolean hasDuty;
    private long dirtySinceNs = NOT_DIRTY;
    private long idleSinceNs;
    private boolean isSaving;
    private boolean hasSaveFailed;

    /** Who asked for the room to be saved, and what it was then: later edits are nothing to wait for. */
    record Saver(long number, long version) {}

    RoomSlot(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Its number among {@link RoomSlots}, which changes when others go. */
    int number() {
        return number;
    }

    void number(int newNumber) {
        number = newNumber;
    }

    RoomState state() {
        return state;
    }

    Room room() {
        return room;
    }

    RoomTerms terms() {
        return terms;
    }

    RoomStores stores() {
        return stores;
    }

    /** Commands that came while the room was not there, in order. */
    ArrayDeque<UnsafeBuffer> waitingCommands() {
        return waitingCommands;
    }

    void onLoaded(RoomLoader.Loaded loaded, long nowNs) {
        if (state != RoomState.LOADING) {
            throw new IllegalStateException("loaded twice: room=" + name);
        }
        state = RoomState.ACTIVE;
        room = loaded.room();
        terms = loaded.terms();
        stores = loaded.stores();
        // What it begins with is in no store yet.
        savedVersion = loaded.isNew() ? room.timeline().currentFirst() : room.version();
        isEverywhere = loaded.isEverywhere();
        idleSinceNs = nowNs;
    }

    void onSaveBegun() {
        isSaving = true;
        hasSaveFailed = false;
    }

    /** @param inAllStores false: only in the engine's own */
    void onSaved(long version, boolean inAllStores) {
        isSaving = false;
        savedVersion = version;
        isEverywhere = inAllStores;
        dirtySinceNs = NOT_DIRTY;
    }

    void onSaveFailed() {
        isSaving = false;
        hasSaveFailed = true;
    }

    /** Whether a snapshot of the room is on its way to the store. */
    boolean isSaving() {
        return isSaving;
    }

    /** Whether the last save failed. */
    boolean hasSaveFailed() {
        return hasSaveFailed;
    }

    /** Whether some store lacks something that the room has. */
    boolean isDirty() {
        return isUnsaved() || state == RoomState.ACTIVE && !isEverywhere;
    }

    /** Whether the engine's own store lacks something that the room has. */
    boolean isUnsaved() {
        return state == RoomState.ACTIVE && room.version() != savedVersion;
    }

    /** Those who asked for it to be saved, in order. */
    ArrayDeque<Saver> savers() {
        return savers;
    }

    /** Those who asked for it to be closed. */
    LongArrayList closers() {
        return closers;
    }

    void saveAtLeast(long version) {
        saveAtLeast = version;
    }

    boolean isSavedAsAsked() {
        return isSaved(saveAtLeast);
    }

    /** Whether all stores have this version, or a later one. */
    boolean isSaved(long version) {
        return savedVersion >= version && isEverywhere;
    }

    /** Whether its terms want it saved because of a change that was noticed a while ago; notices changes. */
    boolean isSaveDue(long nowNs) {
        if (isSaving || !isDirty() || !terms.isThrottled()) {
            return false;
        }
        if (dirtySinceNs == NOT_DIRTY) {
            dirtySinceNs = nowNs;
        }
        boolean isDue = dirtySinceNs - (nowNs - terms.saveThrottleNs()) <= 0;
        if (isDue) {
            dirtySinceNs = nowNs;
        }
        return isDue;
    }

    /** Whether it is among {@link RoomDuties}. */
    boolean hasDuty() {
        return hasDuty;
    }

    void hasDuty(boolean isWaiting) {
        hasDuty = isWaiting;
    }

    /** How often it wants to be looked at. */
    long checkIntervalNs() {
        return Math.min(terms.idleTimeoutNs(), terms.saveThrottleNs()) / 4;
    }

    /** In memory, and nobody has asked for it to be closed. */
    boolean isOpen() {
        return state == RoomState.ACTIVE && closers.isEmpty();
    }

    /** Whether nothing is under way for it. */
    boolean isUnused() {
        return state == RoomState.ACTIVE && !isSaving && !room.isViewing() && room.memberCount() == 0;
    }

    long savedVersion() {
        return savedVersion;
    }

    void onBusy(long nowNs) {
        idleSinceNs = nowNs;
    }

    /** Whether nobody has wanted it for as long as it stays in memory then, and nothing is under way for it. */
    boolean isIdle(long nowNs) {
        return isUnused() && !hasDuty && idleSinceNs - (nowNs - terms.idleTimeoutNs()) <= 0;
    }
}
