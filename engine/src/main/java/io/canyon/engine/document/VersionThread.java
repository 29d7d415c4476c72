package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.ENTRY_BYTES;
import static io.canyon.engine.document.NodeLayout.ENTRY_NEWER;
import static io.canyon.engine.document.NodeLayout.ENTRY_OLDER;
import static io.canyon.engine.document.NodeLayout.ENTRY_VERSION;

import org.agrona.UnsafeApi;

/** The entries of a document in the order of their versions, doubly linked. */
final class VersionThread {
    private final Arena arena;
    private int newest;

    VersionThread(Arena arena) {
        this.arena = arena;
    }

    int newest() {
        return newest;
    }

    int older(int entry) {
        return arena.getInt(entry, ENTRY_OLDER);
    }

    /** Gives the entry a version, and the newest end of the thread. */
    void stamp(int entry, long version) {
        arena.putLong(entry, ENTRY_VERSION, version);
        moveToEnd(entry, entry);
    }

    /**
     * Makes a run of entries the newest end of the thread: they stand one behind the other in it, or are one that is in
     * none.
     */
    void moveToEnd(int oldestOfRun, int newestOfRun) {
        if (newestOfRun == newest) {
            return;
        }
        // Addresses of what is written to stay as they are until a view is made.
        long oldestAt = arena.ownAddress(oldestOfRun, 0, ENTRY_BYTES);
        long newestAt = arena.ownAddress(newestOfRun, 0, ENTRY_BYTES);
        int before = UnsafeApi.getInt(oldestAt + ENTRY_OLDER);
        int behind = UnsafeApi.getInt(newestAt + ENTRY_NEWER);
        if (before != 0) {
            arena.putInt(before, ENTRY_NEWER, behind);
        }
        if (behind != 0) {
            arena.putInt(behind, ENTRY_OLDER, before);
        }
        UnsafeApi.putInt(oldestAt + ENTRY_OLDER, newest);
        if (newest != 0) {
            arena.putInt(newest, ENTRY_NEWER, oldestOfRun);
        }
        UnsafeApi.putInt(newestAt + ENTRY_NEWER, 0);
        newest = newestOfRun;
    }

    /** Appends an entry that is in no thread. */
    void link(int entry) {
        arena.putInt(entry, ENTRY_OLDER, newest);
        if (newest != 0) {
            arena.putInt(newest, ENTRY_NEWER, entry);
        }
        newest = entry;
    }

    /** Takes the entry out, if it is in. */
    void unlink(int entry) {
        int older = arena.getInt(entry, ENTRY_OLDER);
        int newer = arena.getInt(entry, ENTRY_NEWER);
        if (older != 0) {
            arena.putInt(older, ENTRY_NEWER, newer);
        }
        if (newer != 0) {
            arena.putInt(newer, ENTRY_OLDER, older);
        }
        if (entry == newest) {
            newest = older;
        }
        arena.putInt(entry, ENTRY_OLDER, 0);
        arena.putInt(entry, ENTRY_NEWER, 0);
    }

    /** Puts the thread into version order; entries of one version stay as they are. A merge sort of the links. */
    void sort() {
        int oldest = newest;
        boolean sorted = true;
        while (oldest != 0 && older(oldest) != 0) {
            int older = older(oldest);
            sorted &= version(older) <= version(oldest);
            oldest = older;
        }
        if (sorted) {
            return;
        }
        for (int width = 1, runs = 2; runs > 1; width *= 2) {
            runs = 0;
            int rest = oldest;
            oldest = 0;
            newest = 0;
            while (rest != 0) {
                int left = rest;
                int right = skip(left, width);
                rest = skip(right, width);
                int first = mergeRuns(left, right, width);
                oldest = runs++ == 0 ? first : oldest;
            }
            arena.putInt(newest, ENTRY_NEWER, 0);
        }
    }

    /** Appends two runs of at most {@code width} entries, merged; answers the oldest of them. */
    private int mergeRuns(int left, int right, int width) {
        int before = newest;
        int leftCount = 0;
        int rightCount = 0;
        int first = 0;
        while (true) {
            boolean leftLeft = left != 0 && leftCount < width;
            boolean rightLeft = right != 0 && rightCount < width;
            if (!leftLeft && !rightLeft) {
                return first;
            }
            int entry;
            if (leftLeft && (!rightLeft || version(left) <= version(right))) {
                entry = left;
                left = arena.getInt(left, ENTRY_NEWER);
                leftCount++;
            } else {
                entry = right;
                right = arena.getInt(right, ENTRY_NEWER);
                rightCount++;
            }
            first = first == 0 ? entry : first;
            arena.putInt(entry, ENTRY_OLDER, before);
            if (before != 0) {
                arena.putInt(before, ENTRY_NEWER, entry);
            }
            before = entry;
            newest = entry;
        }
    }

    private int skip(int entry, int count) {
        int at = entry;
        for (int i = 0; i < count && at != 0; i++) {
            at = arena.getInt(at, ENTRY_NEWER);
        }
        return at;
    }

    private long version(int entry) {
        return arena.getLong(entry, ENTRY_VERSION);
    }
}
