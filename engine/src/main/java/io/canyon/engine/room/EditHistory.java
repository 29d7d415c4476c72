package io.canyon.engine.room;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The last applied edits of a room, exactly as they were applied, oldest first. Bounded in number and bytes; the oldest
 * make room. Allocates nothing once it has grown to its bounds. Belongs to the shard's thread.
 */
public final class EditHistory {
    private static final int INITIAL_EDITS = 16;
    private static final int INITIAL_BYTES = 1024;

    private final HistoryLimits limits;
    private final UnsafeBuffer ring = new UnsafeBuffer(new byte[INITIAL_BYTES]);

    /** Rings, too: {@link #first} is the place of the oldest. */
    private long[] versions = new long[INITIAL_EDITS];

    private int[] offsets = new int[INITIAL_EDITS];
    private int[] lengths = new int[INITIAL_EDITS];
    private int first;
    private int count;
    private long floor;
    private int nextOffset;

    /** @param version the version that the room begins with: earlier ones are never reached */
    EditHistory(HistoryLimits limits, long version) {
        this.limits = limits;
        this.floor = version;
    }

    /** The version behind which all edits are here. */
    public long floor() {
        return floor;
    }

    public int count() {
        return count;
    }

    /** The place of the first edit after {@code base}; {@link #count} when there is none. */
    public int firstAfter(long base) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (version(middle) > base) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    public long version(int edit) {
        return versions[place(edit)];
    }

    /** The memory that edits stand in; good until the next {@link #append}. */
    public DirectBuffer buffer() {
        return ring;
    }

    public int offset(int edit) {
        return offsets[place(edit)];
    }

    public int lengthBytes(int edit) {
        return lengths[place(edit)];
    }

    /** Copies the edit; one that is longer than the bound makes all others go, and itself. */
    public void append(long version, DirectBuffer edit, int offset, int length) {
        if (length > limits.maxBytes()) {
            clear(version);
            return;
        }
        if (count == limits.maxEdits()) {
            dropOldest();
        }
        if (count == versions.length) {
            growTable();
        }
        // An edit that changed nothing takes a byte, too, so that no two stand in one place.
        int room = Math.max(1, length);
        int at = allocate(room);
        ring.putBytes(at, edit, offset, length);
        int place = place(count++);
        versions[place] = version;
        offsets[place] = at;
        lengths[place] = length;
        nextOffset = at + room;
    }

    /** Forgets everything up to {@code version}. */
    public void clear(long version) {
        count = 0;
        nextOffset = 0;
        floor = version;
    }

    /** The same as it is now, for another thread. */
    public EditHistory copy() {
        EditHistory copy = new EditHistory(limits, floor);
        copy.ring.wrap(new byte[heldBytes()]);
        for (int i = 0; i < count; i++) {
            copy.append(version(i), ring, offset(i), lengthBytes(i));
        }
        return copy;
    }

    private int heldBytes() {
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += Math.max(1, lengthBytes(i));
        }
        return bytes;
    }

    private int place(int edit) {
        int place = first + edit;
        return place < versions.length ? place : place - versions.length;
    }

    private void dropOldest() {
        floor = versions[first];
        first = first + 1 == versions.length ? 0 : first + 1;
        if (--count == 0) {
            nextOffset = 0;
        }
    }

    /** Where so many bytes are free in one piece, once as many old edits have gone as it takes. */
    private int allocate(int length) {
        while (true) {
            int at = freeAt(length);
            if (at >= 0) {
                return at;
            }
            if (ring.capacity() < limits.maxBytes()) {
                growRing(length);
            } else {
                dropOldest();
            }
        }
    }

    private int freeAt(int length) {
        int capacity = ring.capacity();
        if (count == 0) {
            return length <= capacity ? 0 : -1;
        }
        int oldest = offsets[first];
        boolean isWrapped = nextOffset <= oldest;
        if (isWrapped) {
            return oldest - nextOffset >= length ? nextOffset : -1;
        }
        if (capacity - nextOffset >= length) {
            return nextOffset;
        }
        return oldest >= length ? 0 : -1;
    }

    private void growRing(int needed) {
        long wanted = Math.max(2L * ring.capacity(), (long) ring.capacity() + needed);
        UnsafeBuffer larger = new UnsafeBuffer(new byte[(int) Math.min(wanted, limits.maxBytes())]);
        int at = 0;
        for (int i = 0; i < count; i++) {
            int place = place(i);
            larger.putBytes(at, ring, offsets[place], lengths[place]);
            offsets[place] = at;
            at += Math.max(1, lengths[place]);
        }
        ring.wrap(larger);
        nextOffset = at;
    }

    private void growTable() {
        int size = Math.min(2 * versions.length, Math.max(limits.maxEdits(), versions.length + 1));
        long[] newVersions = new long[size];
        int[] newOffsets = new int[size];
        int[] newLengths = new int[size];
        for (int i = 0; i < count; i++) {
            newVersions[i] = version(i);
            newOffsets[i] = offset(i);
            newLengths[i] = lengthBytes(i);
        }
        first = 0;
        versions = newVersions;
        offsets = newOffsets;
        lengths = newLengths;
    }
}
