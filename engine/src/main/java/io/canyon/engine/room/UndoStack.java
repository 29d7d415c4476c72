package io.canyon.engine.room;

import java.util.Arrays;

/** Which of its edits a session can take back, and which it can do again, by the versions that they made. */
final class UndoStack {
    /** Edits that can be taken back; older ones go. */
    static final int MAX_EDITS = 256;

    static final long NONE = -1;

    private long[] applied = {};
    private int appliedCount;
    private long[] undone = {};
    private int undoneCount;

    /** The session has made an edit: nothing can be done again any more. */
    void edited(long version) {
        undoneCount = 0;
        pushApplied(version);
    }

    /** The version of the edit to take back next, which is not there any more then, or {@link #NONE}. */
    long popApplied() {
        return appliedCount == 0 ? NONE : applied[--appliedCount];
    }

    /** The version of the edit that took back what is to be done again next, or {@link #NONE}. */
    long popUndone() {
        return undoneCount == 0 ? NONE : undone[--undoneCount];
    }

    void pushApplied(long version) {
        if (appliedCount == MAX_EDITS) {
            System.arraycopy(applied, 1, applied, 0, --appliedCount);
        }
        applied = withRoom(applied, appliedCount);
        applied[appliedCount++] = version;
    }

    void pushUndone(long version) {
        undone = withRoom(undone, undoneCount);
        undone[undoneCount++] = version;
    }

    private static long[] withRoom(long[] versions, int count) {
        return count < versions.length ? versions : Arrays.copyOf(versions, Math.max(8, 2 * count));
    }
}
