package io.canyon.engine.dialect;

import io.canyon.engine.edit.Smile;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.DirectBuffer;

/**
 * The members of one Smile object, by number. Of members with the same name the last one counts, in the place of the
 * first, as in JavaScript. Not thread-safe; holds the buffer until it is wrapped again.
 */
public final class SmileMembers {
    private static final int INITIAL_CAPACITY = 16;
    private static final int MAX_LINEAR = 8;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    /** Peers choose the names: without a secret they could choose them to collide. */
    private final long seed = ThreadLocalRandom.current().nextLong();

    private DirectBuffer buffer;
    private int[] names = new int[INITIAL_CAPACITY];
    private int[] values = new int[INITIAL_CAPACITY];
    private int[] ends = new int[INITIAL_CAPACITY];
    private int[] slots = new int[0];
    private int count;

    /** Takes the object that starts at {@code offset}; returns the offset behind it. */
    public int wrap(DirectBuffer smile, int offset) {
        buffer = smile;
        count = 0;
        int at = offset + 1;
        while (smile.getByte(at) != Smile.END_OBJECT) {
            if (count == names.length) {
                grow();
            }
            names[count] = at;
            values[count] = Smile.skipName(smile, at);
            at = Smile.skip(smile, values[count]);
            ends[count++] = at;
        }
        removeDuplicates();
        return at + 1;
    }

    public int count() {
        return count;
    }

    /** Number of the member of this name, or -1. */
    public int find(byte[] name) {
        for (int i = 0; i < count; i++) {
            if (hasName(i, name)) {
                return i;
            }
        }
        return -1;
    }

    public boolean hasName(int index, byte[] name) {
        return nameLength(index) == name.length && isText(buffer, nameOffset(index), name);
    }

    /** Offset of the UTF-8 bytes of a member's name. */
    public int nameOffset(int index) {
        return Smile.nameOffset(buffer, names[index]);
    }

    public int nameLength(int index) {
        return Smile.nameLength(buffer, names[index]);
    }

    public byte token(int index) {
        return buffer.getByte(values[index]);
    }

    /** Offset of the Smile name of a member. */
    public int memberOffset(int index) {
        return names[index];
    }

    public int valueOffset(int index) {
        return values[index];
    }

    public int valueLength(int index) {
        return ends[index] - values[index];
    }

    /** True when the bytes at {@code offset} are {@code text}. */
    public static boolean isText(DirectBuffer buffer, int offset, byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (buffer.getByte(offset + i) != text[i]) {
                return false;
            }
        }
        return true;
    }

    private void grow() {
        int capacity = 2 * count;
        names = Arrays.copyOf(names, capacity);
        values = Arrays.copyOf(values, capacity);
        ends = Arrays.copyOf(ends, capacity);
    }

    private void removeDuplicates() {
        int all = count;
        boolean hashed = all > MAX_LINEAR;
        int mask = hashed ? clearSlots(all) : 0;
        count = 0;
        for (int i = 0; i < all; i++) {
            int earlier = hashed ? putIfAbsent(i, mask) : scan(i);
            if (earlier < 0) {
                names[count] = names[i];
                values[count] = values[i];
                ends[count++] = ends[i];
            } else {
                values[earlier] = values[i];
                ends[earlier] = ends[i];
            }
        }
    }

    private int scan(int index) {
        for (int i = 0; i < count; i++) {
            if (sameName(i, index)) {
                return i;
            }
        }
        return -1;
    }

    private int clearSlots(int entries) {
        int capacity = Integer.highestOneBit(entries) << 2;
        if (slots.length < capacity) {
            slots = new int[capacity];
        } else {
            Arrays.fill(slots, 0, capacity, 0);
        }
        return capacity - 1;
    }

    private int putIfAbsent(int index, int mask) {
        int slot = (int) hash(index) & mask;
        while (slots[slot] != 0) {
            if (sameName(slots[slot] - 1, index)) {
                return slots[slot] - 1;
            }
            slot = slot + 1 & mask;
        }
        slots[slot] = count + 1;
        return -1;
    }

    private boolean sameName(int a, int b) {
        int length = nameLength(a);
        if (length != nameLength(b)) {
            return false;
        }
        int offsetA = nameOffset(a);
        int offsetB = nameOffset(b);
        for (int i = 0; i < length; i++) {
            if (buffer.getByte(offsetA + i) != buffer.getByte(offsetB + i)) {
                return false;
            }
        }
        return true;
    }

    private long hash(int index) {
        int at = nameOffset(index);
        int end = at + nameLength(index);
        long hash = seed ^ end - at;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = mix(hash ^ buffer.getLong(at));
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = rest << Byte.SIZE | buffer.getByte(at) & 0xFF;
        }
        return mix(hash ^ rest);
    }

    private long mix(long value) {
        long secret = seed * MIX | 1;
        return value * secret ^ Math.multiplyHigh(value, secret);
    }
}
