package io.canyon.engine.room;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Names of members, each once, in the order in which they came, laid out as {@link Output} carries them. Reused; grows
 * with the frames that it sees, and allocates nothing where it has seen one as large.
 */
final class NameSet {
    /** Beyond so many slots for each of its names, a set gets smaller. */
    private static final int MAX_SLOTS_PER_NAME = 64;

    private static final int FREE = -1;
    private static final int INITIAL_BYTES = 256;
    private static final int INITIAL_SLOTS = 16;

    private final long seed;
    private ExpandableArrayBuffer names = new ExpandableArrayBuffer(INITIAL_BYTES);
    private int[] slots = new int[INITIAL_SLOTS];
    private int count;
    private int lengthBytes;

    /** @param seed makes the places of names unknown to those who choose the names */
    NameSet(long seed) {
        this.seed = seed;
        Arrays.fill(slots, FREE);
    }

    void clear() {
        if (count > 0) {
            if (slots.length > INITIAL_SLOTS && slots.length > MAX_SLOTS_PER_NAME * count) {
                // what many names have needed once is not cleared for a few each time
                slots = new int[slots.length / 2];
            }
            Arrays.fill(slots, FREE);
            count = 0;
            lengthBytes = 0;
        }
    }

    /** Clears it, and lets its memory go if that is much. */
    void trim() {
        if (names.capacity() > RoomContext.MAX_KEPT_BYTES
                || slots.length > RoomContext.MAX_KEPT_BYTES / Integer.BYTES) {
            names = new ExpandableArrayBuffer(INITIAL_BYTES);
            slots = new int[INITIAL_SLOTS];
            Arrays.fill(slots, FREE);
            count = 0;
            lengthBytes = 0;
        } else {
            clear();
        }
    }

    int count() {
        return count;
    }

    int lengthBytes() {
        return lengthBytes;
    }

    /** The names: (u16 length, UTF-8)*, {@link #lengthBytes} in all. */
    DirectBuffer buffer() {
        return names;
    }

    boolean add(DirectBuffer source, int offset, int length) {
        if (2 * (count + 1) > slots.length) {
            grow();
        }
        int slot = slotOf(source, offset, length);
        if (slots[slot] != FREE) {
            return false;
        }
        slots[slot] = lengthBytes;
        names.putShort(lengthBytes, (short) length, LITTLE_ENDIAN);
        names.putBytes(lengthBytes + Short.BYTES, source, offset, length);
        lengthBytes += Short.BYTES + length;
        count++;
        return true;
    }

    /** Length of the name whose entry starts at {@code at} in {@link #buffer}. */
    int nameLength(int at) {
        return names.getShort(at, LITTLE_ENDIAN) & 0xFFFF;
    }

    private int slotOf(DirectBuffer source, int offset, int length) {
        long hash = seed ^ length;
        for (int i = offset, end = offset + length; i < end; i++) {
            hash = (hash ^ source.getByte(i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        while (slots[slot] != FREE && !isAt(slots[slot], source, offset, length)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean isAt(int at, DirectBuffer source, int offset, int length) {
        if (nameLength(at) != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (names.getByte(at + Short.BYTES + i) != source.getByte(offset + i)) {
                return false;
            }
        }
        return true;
    }

    private void grow() {
        slots = new int[slots.length * 2];
        Arrays.fill(slots, FREE);
        for (int at = 0; at < lengthBytes; at += Short.BYTES + nameLength(at)) {
            slots[slotOf(names, at + Short.BYTES, nameLength(at))] = at;
        }
    }
}
