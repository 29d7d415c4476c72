package io.canyon.engine.recovery;

import io.canyon.engine.journal.EditRecord;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomCore;

/**
 * Replays the journal's edits into one room. Edits that its snapshot has are passed over; the next must follow the
 * last, or be the first of the generation's range of versions. After anything else the room is cut: what it has stays,
 * and nothing more of that generation counts.
 */
final class RoomReplay {
    private final String name;
    private Room room;
    private long version;
    private long snapshotVersion;
    private long cutGeneration = -1;
    private long cuts;
    private long lastCutVersion;

    RoomReplay(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** The room is as its store has it, and this one's until it leaves. */
    void enter(Room loaded) {
        room = loaded;
        snapshotVersion = loaded.version();
        if (snapshotVersion < version) {
            throw new IllegalStateException("the store is behind: room=" + name + " version=" + snapshotVersion);
        }
    }

    void leave() {
        version = room.version();
        room.close();
        room = null;
    }

    /** Null when it has left. */
    Room room() {
        return room;
    }

    long version() {
        return room == null ? version : room.version();
    }

    /** Edits that could not be applied because something before them is missing. */
    long cuts() {
        return cuts;
    }

    /** Version that the journal has of the room, if that is higher than the one it was brought to; else 0. */
    long lostVersion() {
        return lastCutVersion > version() ? lastCutVersion : 0;
    }

    boolean hasChanged() {
        return room.version() != snapshotVersion;
    }

    /** False if the edit has no place because the room is cut. */
    boolean replay(RoomCore core, EditRecord record, long generation, long firstVersion) {
        long next = record.version();
        if (next <= room.version()) {
            return true;
        }
        if (cutGeneration == generation) {
            return cut(next);
        }
        if (next == firstVersion + 1 && firstVersion > room.version()) {
            room.openRange(firstVersion);
        }
        if (next != room.version() + 1 || !room.becomes(record.kind())) {
            cutGeneration = generation;
            return cut(next);
        }
        if (record.isShared()) {
            room.openToDocuments();
        }
        if (record.isOfDocument()) {
            boolean isPipelined = record.base() == EditRecord.NONE;
            room.whole().sequences().replay(record.author(), record.sequence(), next, isPipelined);
            core.replayDocument(room, next, record.buffer(), record.editOffset(), record.editLength());
        } else {
            core.replay(room, next, record.resync(), record.buffer(), record.editOffset(), record.editLength());
        }
        return true;
    }

    private boolean cut(long leftOut) {
        cuts++;
        lastCutVersion = Math.max(lastCutVersion, leftOut);
        return false;
    }
}
