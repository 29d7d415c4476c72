package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.slotOf;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Applies BUFFER nodes. The base is what the entry holds: an array keeps its first items; a string gives its UTF-16
 * units; null, false, 0, the empty string or nothing give zeros; all else gives nulls. Bodies are as {@link EditFormat}
 * lays them out, from the array length on.
 */
final class BufferEdit {
    private static final byte ZERO = (byte) 0xC0;
    private static final int HEADER_BYTES = 2 * Integer.BYTES;

    private final Slots slots;
    private final Values values;
    private final Vectors vectors;

    BufferEdit(Slots slots, Values values) {
        this.slots = slots;
        this.values = values;
        this.vectors = values.vectors();
    }

    /**
     * Reads a body to its end.
     *
     * @throws IllegalArgumentException or {@link IndexOutOfBoundsException} when it is malformed or exceeds a limit
     */
    static void validate(DirectBuffer node, int bodyOffset) {
        requireLength(node, bodyOffset);
        int at = bodyOffset + HEADER_BYTES;
        for (int runs = runCount(node, bodyOffset); runs > 0; runs--) {
            int count = node.getInt(at + Integer.BYTES, LITTLE_ENDIAN);
            at += EditFormat.RUN_HEADER_BYTES;
            for (; count > 0; count--) {
                at = skipScalar(node, at);
            }
        }
    }

    /** Turns the value of the entry, which may be a tombstone still, into the new array. The body is validated. */
    void apply(int entry, DirectBuffer node, int bodyOffset) {
        int length = requireLength(node, bodyOffset);
        int slot = slotOf(entry);
        byte fill = fillOf(slot);
        int array = arrayOf(entry, slot, length);
        for (int count = vectors.count(array); count < length; count++) {
            values.appendToken(array, fill);
        }
        int at = bodyOffset + HEADER_BYTES;
        for (int runs = runCount(node, bodyOffset); runs > 0; runs--) {
            long index = node.getInt(at, LITTLE_ENDIAN);
            long limit = index + node.getInt(at + Integer.BYTES, LITTLE_ENDIAN);
            at += EditFormat.RUN_HEADER_BYTES;
            for (; index < limit; index++) {
                int end = skipScalar(node, at);
                if (index >= 0 && index < length) {
                    values.replaceItem(array, (int) index, node, at, end - at);
                }
                at = end;
            }
        }
    }

    /**
     * What {@link #apply} would add to the logical bytes. Exact while the runs ascend, else at least what it adds.
     *
     * @param slot what holds the base, 0 for nothing
     */
    long growth(int slot, DirectBuffer node, int bodyOffset) {
        int length = requireLength(node, bodyOffset);
        int tag = slot == 0 ? Slots.TOMBSTONE : slots.tag(slot);
        int base = tag == Slots.ARRAY ? slots.ref(slot) : 0;
        int kept = base == 0 ? 0 : Math.min(vectors.count(base), length);
        long growth = base == 0 ? Values.CONTAINER_BYTES : 0;
        if (base == 0 && slot != 0) {
            growth -= values.measure(slot);
        }
        // The units of a string fit into their slots, too.
        growth += (long) (length - kept) * Values.ITEM_BYTES;
        for (int i = base == 0 ? -1 : vectors.count(base) - 1; i >= length; i--) {
            growth -= values.measureItem(base, i);
        }
        return growth + growthOfRuns(base, kept, node, bodyOffset);
    }

    private long growthOfRuns(int base, int kept, DirectBuffer node, int bodyOffset) {
        int length = node.getInt(bodyOffset, LITTLE_ENDIAN);
        long growth = 0;
        long written = 0;
        int at = bodyOffset + HEADER_BYTES;
        for (int runs = runCount(node, bodyOffset); runs > 0; runs--) {
            long index = node.getInt(at, LITTLE_ENDIAN);
            long limit = index + node.getInt(at + Integer.BYTES, LITTLE_ENDIAN);
            at += EditFormat.RUN_HEADER_BYTES;
            for (; index < limit; index++) {
                int end = skipScalar(node, at);
                if (index >= 0 && index < length) {
                    growth += Values.itemBytes(end - at);
                    // What an earlier run may have written is not taken off.
                    if (index >= written) {
                        growth -= index < kept ? values.measureItem(base, (int) index) : Values.ITEM_BYTES;
                    }
                }
                at = end;
            }
            written = Math.max(written, limit);
        }
        return growth;
    }

    private int arrayOf(int entry, int slot, int length) {
        int tag = slots.tag(slot);
        if (tag == Slots.ARRAY) {
            int array = slots.ref(slot);
            if (vectors.count(array) > length) {
                values.truncate(array, length);
            }
            return array;
        }
        StringUnits units = unitsOf(slot, tag);
        values.release(slot);
        int array = values.putArray(slot, entry);
        while (units != null && vectors.count(array) < length && units.next()) {
            values.appendScalar(array, units.smile(), 0, units.length());
        }
        return array;
    }

    /** The units of the string in the slot; null when there is no string. Copies it: such a base is a client's slip. */
    private StringUnits unitsOf(int slot, int tag) {
        if (!isScalar(tag) || Smile.kind(slots.token(slot)) != Smile.Kind.STRING) {
            return null;
        }
        byte[] smile = new byte[slots.scalarLength(slot, tag)];
        slots.copyScalar(slot, new UnsafeBuffer(smile));
        return new StringUnits(smile);
    }

    private byte fillOf(int slot) {
        int tag = slots.tag(slot);
        if (tag == Slots.OBJECT) {
            return Smile.NULL;
        }
        if (!isScalar(tag)) {
            return ZERO;
        }
        byte token = slots.token(slot);
        return switch (Smile.kind(token)) {
            case NULL, STRING -> ZERO;
            case BOOLEAN -> token == Smile.FALSE ? ZERO : Smile.NULL;
            // Numbers are canonical: zero is always this one token.
            default -> token == ZERO ? ZERO : Smile.NULL;
        };
    }

    private static boolean isScalar(int tag) {
        return tag <= Slots.BLOB;
    }

    private static int requireLength(DirectBuffer node, int bodyOffset) {
        int length = node.getInt(bodyOffset, LITTLE_ENDIAN);
        if (length < 0 || length > Vectors.MAX_ITEMS) {
            throw new IllegalArgumentException("array length out of range: arrayLength=" + length);
        }
        return length;
    }

    private static int runCount(DirectBuffer node, int bodyOffset) {
        return node.getInt(bodyOffset + Integer.BYTES, LITTLE_ENDIAN);
    }

    private static int skipScalar(DirectBuffer node, int offset) {
        byte token = node.getByte(offset);
        if (token == Smile.START_ARRAY || token == Smile.START_OBJECT) {
            throw new IllegalArgumentException("not a number in a buffer run: token=" + (token & 0xFF));
        }
        return Smile.skip(node, offset);
    }
}
