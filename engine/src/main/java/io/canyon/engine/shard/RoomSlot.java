package io.canyon.engine.shard;

import io.canyon.engine.room.Room;
import java.util.ArrayList;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/** A room's place in its shard, from its first join to its leaving memory. */
final class RoomSlot {
    private static final long NOT_DIRTY = Long.MIN_VALUE;

    private final String name;
    private final ArrayList<UnsafeBuffer> waitingJoins = new ArrayList<>();
    private RoomState state = RoomState.LOADING;
    private final LongArrayList savers = new LongArrayList();
    private final LongArrayList closers = new LongArrayList();
    private RoomTerms terms;
    private RoomStores stores;
    private Room room;
    private long savedVersion;
    private boolean isEverywhere;
    private long saveAtLeast;
    private long dirtySinceNs = NOT_DIRTY;
    private long idleSinceNs;
    private boolean isCheckpointing;

    RoomSlot(String name) {
        this.name = name;
    }

    RoomTerms terms() {
        return terms;
    }

    RoomStores stores() {
        return stores;
    }

    String name() {
        return name;
    }

    RoomState state() {
        return state;
    }

    Room room() {
        return room;
    }

    /** Joins that came while the room was not there, in order. */
    ArrayList<UnsafeBuffer> waitingJoins() {
        return waitingJoins;
    }

    void onLoaded(RoomLoader.Loaded loaded, long nowNs) {
        require(RoomState.LOADING);
        state = RoomState.ACTIVE;
        room = loaded.room();
        terms = loaded.terms();
        stores = loaded.stores();
        // What it began with is in no store yet.
        savedVersion = loaded.isNew() ? room.timeline().currentFirst() : room.version();
        isEverywhere = loaded.isEverywhere();
        idleSinceNs = nowNs;
    }

    void onSaving() {
        require(RoomState.ACTIVE);
        state = RoomState.SAVING;
    }

    /** @param inAllStores false: only in the engine's own */
    void onSaved(long version, boolean inAllStores) {
        savedVersion = version;
        isEverywhere = inAllStores;
        dirtySinceNs = NOT_DIRTY;
    }

    void onSaveEnded(long nowNs) {
        require(RoomState.SAVING);
        state = RoomState.ACTIVE;
        idleSinceNs = nowNs;
    }

    /** Whether some store lacks something that the room has. */
    boolean isDirty() {
        return isUnsaved() || !isEverywhere;
    }

    /** Whether the engine's own store lacks something that the room has. */
    boolean isUnsaved() {
        return room.version() != savedVersion;
    }

    /** Those who asked for it to be saved, or to be closed. */
    LongArrayList savers() {
        return savers;
    }

    LongArrayList closers() {
        return closers;
    }

    void saveAtLeast(long version) {
        saveAtLeast = version;
    }

    boolean isSavedAsAsked() {
        return saveAtLeast == 0 || savedVersion >= saveAtLeast && isEverywhere;
    }

    /** Whether its terms want it saved because of a change that was noticed a while ago; notices changes. */
    boolean isSaveDue(long nowNs) {
        if (state != RoomState.ACTIVE || isCheckpointing || !terms.isThrottled() || !isDirty()) {
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

    /** How often it wants to be looked at. */
    long checkIntervalNs() {
        return Math.min(terms.idleTimeoutNs(), terms.saveThrottleNs()) / 4;
    }

    /** In memory, and nobody has asked for it to be closed. */
    boolean isOpen() {
        return state == RoomState.ACTIVE && closers.isEmpty();
    }

    /** Whether it can be saved or closed now. */
    boolean isFree() {
        return state == RoomState.ACTIVE && !isCheckpointing && (closers.isEmpty() || !room.isViewing());
    }

    boolean isStorageBusy() {
        return state != RoomState.ACTIVE || isCheckpointing || room.isViewing();
    }

    long savedVersion() {
        return savedVersion;
    }

    /** The store writes a snapshot of the room, which stays in use. */
    void checkpointing(boolean isWriting) {
        isCheckpointing = isWriting;
    }

    boolean isCheckpointing() {
        return isCheckpointing;
    }

    void onBusy(long nowNs) {
        idleSinceNs = nowNs;
    }

    /** Whether nobody has wanted it for as long as it stays in memory then. */
    boolean isIdleSince(long nowNs) {
        return isFree()
                && !room.isViewing()
                && room.memberCount() == 0
                && idleSinceNs - (nowNs - terms.idleTimeoutNs()) <= 0;
    }

    private void require(RoomState expected) {
        if (state != expected) {
            throw new IllegalStateException("room=" + name + " state=" + state + " expected=" + expected);
        }
    }
}
