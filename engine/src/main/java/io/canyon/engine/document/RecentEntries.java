package io.canyon.engine.document;

import io.canyon.engine.edit.RawBytes;

/**
 * Entries that were found last, by name: editors change the same few members of a large object again and again. What is
 * read here has to be compared with what was asked for. The hash is quick and known to everybody: who makes names
 * collide gets the lookup that there would be without.
 */
final class RecentEntries {
    private static final int SHIFT = Long.SIZE - 10;
    private static final int SLOTS = 1 << Long.SIZE - SHIFT;
    private static final long FACTOR = 0x9E3779B97F4A7C15L;
    private static final int HALF = Long.SIZE / 2;

    /** None as long as nothing was found: most documents are small, or not edited at all. */
    private int[] entries;

    /** The slot of a name whose bytes are checked to be there, as {@link RawBytes} has them. */
    static int slotOf(Object base, long at, int length) {
        if (length < Long.BYTES) {
            return length;
        }
        long first = RawBytes.getLong(base, at);
        long last = RawBytes.getLong(base, at + length - Long.BYTES);
        return (int) ((first ^ Long.rotateLeft(last, HALF)) * FACTOR >>> SHIFT);
    }

    boolean isEmpty() {
        return entries == null;
    }

    /** An entry that may be of that name; 0 if none is known. */
    int get(int slot) {
        return entries == null ? 0 : entries[slot];
    }

    /** Another entry that may be of that name: the one that had the slot before. */
    int other(int slot) {
        return get(slot ^ 1);
    }

    void put(int slot, int entry) {
        if (entries == null) {
            entries = new int[SLOTS];
        }
        entries[slot ^ 1] = entries[slot];
        entries[slot] = entry;
    }

    /** The entry is going away. */
    void forget(int slot, int entry) {
        forgetAt(slot, entry);
        forgetAt(slot ^ 1, entry);
    }

    private void forgetAt(int slot, int entry) {
        if (entries[slot] == entry) {
            entries[slot] = 0;
        }
    }
}
