package io.canyon.engine.document;

import io.canyon.engine.edit.RawBytes;

/**
 * Refs of names that edits had last. A document has each name once, so an entry whose ref is that of the name has the
 * name, and nobody needs to look at its bytes. Names that are long, or collide with others here, are never known.
 */
final class KnownNames {
    /** Names of 1 to 16 bytes. */
    private static final int MAX_SHIFT = 4;

    /** Of each name its first bytes, its last bytes if it has more than eight, and its length and ref. */
    private static final int FIRST = 0;

    private static final int LAST = 1;
    private static final int ID = 2;
    private static final int STRIDE_SHIFT = 2;

    private static final int SHIFT = Long.SIZE - 5;
    private static final int SLOTS = 1 << Long.SIZE - SHIFT;
    private static final long FACTOR = 0x9E3779B97F4A7C15L;
    private static final long[] NONE = new long[SLOTS << STRIDE_SHIFT];

    /** Has no memory of its own as long as no name was put: most documents are not edited at all. */
    private long[] names = NONE;

    private int namesFreed;

    /** Forgets all names if some were freed since it was last asked: their refs may be those of other names now. */
    void forgetFreed(int namesFreedSoFar) {
        if (namesFreed != namesFreedSoFar) {
            namesFreed = namesFreedSoFar;
            names = NONE;
        }
    }

    /** Whether the name of a member of an edit, off the heap, is known to be that of the ref. */
    boolean is(int ref, long name, int length) {
        if (!takes(length)) {
            return false;
        }
        long last = last(name, length);
        long first = first(name, length, last);
        int slot = slotOf(first);
        return names[slot + FIRST] == first
                && names[slot + ID] == idOf(ref, length)
                && (length <= Long.BYTES || names[slot + LAST] == last);
    }

    private static boolean takes(int length) {
        return length - 1 >>> MAX_SHIFT == 0;
    }

    void put(int ref, long name, int length) {
        if (!takes(length)) {
            return;
        }
        if (names == NONE) {
            names = NONE.clone();
        }
        long last = last(name, length);
        long first = first(name, length, last);
        int slot = slotOf(first);
        names[slot + FIRST] = first;
        names[slot + LAST] = last;
        names[slot + ID] = idOf(ref, length);
    }

    /**
     * The last eight bytes, with what stands before a shorter name: a member of an edit has at least seven bytes there,
     * its header and the operation before it, but need not have any behind its name.
     */
    private static long last(long name, int length) {
        return RawBytes.getLong(null, name + length - Long.BYTES);
    }

    private static long first(long name, int length, long last) {
        return length <= Long.BYTES ? last >>> -(length << 3) : RawBytes.getLong(null, name);
    }

    private static long idOf(int ref, int length) {
        return ref & 0xFFFFFFFFL | (long) length << Integer.SIZE;
    }

    private static int slotOf(long first) {
        return (int) (first * FACTOR >>> SHIFT) << STRIDE_SHIFT;
    }
}
