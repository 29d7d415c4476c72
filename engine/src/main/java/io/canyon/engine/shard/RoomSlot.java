package io.canyon.engine.shard;

import io.canyon.engine.room.Room;
import java.util.ArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/** A room's place in its shard, from its first join to its leaving memory. */
final class RoomSlot {
    private final String name;
    private final ArrayList<UnsafeBuffer> waitingJoins = new ArrayList<>();
    private RoomState state = RoomState.LOADING;
    private Room room;
    private long savedVersion;
    private long idleSinceNs;
    private boolean isCheckpointing;

    RoomSlot(String name) {
        this.name = name;
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

    void onLoaded(Room loaded, long nowNs) {
        require(RoomState.LOADING);
        state = RoomState.ACTIVE;
        room = loaded;
        savedVersion = loaded.version();
        idleSinceNs = nowNs;
    }

    void onSaving() {
        require(RoomState.ACTIVE);
        state = RoomState.SAVING;
    }

    void onSaved(long version) {
        savedVersion = version;
    }

    void onSaveEnded(long nowNs) {
        require(RoomState.SAVING);
        state = RoomState.ACTIVE;
        idleSinceNs = nowNs;
    }

    /** Whether the store lacks something that the room has. */
    boolean isDirty() {
        return room.version() != savedVersion;
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

    boolean isIdleSince(long ns) {
        return state == RoomState.ACTIVE && !isCheckpointing && room.memberCount() == 0 && idleSinceNs - ns <= 0;
    }

    private void require(RoomState expected) {
        if (state != expected) {
            throw new IllegalStateException("room=" + name + " state=" + state + " expected=" + expected);
        }
    }
}
