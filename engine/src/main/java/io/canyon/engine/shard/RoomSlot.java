package io.canyon.engine.shard;

import io.canyon.engine.room.Room;
import java.util.ArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/** A room's place in its shard, from its first join to its leaving memory. */
final class RoomSlot {
    private final String name;
    private final ArrayList<UnsafeBuffer> waitingJoins = new ArrayList<>();
    private int number;
    private RoomState state = RoomState.LOADING;
    private Room room;
    private long savedVersion;
    private long idleSinceNs;
    private boolean isSaving;
    private boolean hasSaveFailed;

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

    /** Joins that came while the room was not there, in order. */
    ArrayList<UnsafeBuffer> waitingJoins() {
        return waitingJoins;
    }

    void onLoaded(Room loaded, long nowNs) {
        if (state != RoomState.LOADING) {
            throw new IllegalStateException("loaded twice: room=" + name);
        }
        state = RoomState.ACTIVE;
        room = loaded;
        savedVersion = loaded.version();
        idleSinceNs = nowNs;
    }

    void onSaveBegun() {
        isSaving = true;
        hasSaveFailed = false;
    }

    void onSaved(long version) {
        isSaving = false;
        savedVersion = version;
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

    /** Whether the store lacks something that the room has. */
    boolean isDirty() {
        return state == RoomState.ACTIVE && room.version() != savedVersion;
    }

    long savedVersion() {
        return savedVersion;
    }

    void onBusy(long nowNs) {
        idleSinceNs = nowNs;
    }

    /** Whether nobody has been in the room since then, and nothing is under way for it. */
    boolean isIdleSince(long ns) {
        return state == RoomState.ACTIVE && !isSaving && room.memberCount() == 0 && idleSinceNs - ns <= 0;
    }
}
