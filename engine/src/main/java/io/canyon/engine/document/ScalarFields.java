package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.ENTRY_BYTES;
import static io.canyon.engine.document.NodeLayout.ENTRY_NEXT;
import static io.canyon.engine.document.NodeLayout.ENTRY_OLDER;
import static io.canyon.engine.document.NodeLayout.ENTRY_SLOT;
import static io.canyon.engine.document.NodeLayout.ENTRY_VERSION;
import static io.canyon.engine.edit.EditFormat.MEMBER_HEADER_BYTES;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.RawBytes;
import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/**
 * What most edits are: members that hold a short scalar get another one. Nothing is allocated or freed then, so each
 * entry is looked up and checked once, and members that stand in the version thread one behind the other are moved to
 * its end together. What is not of this kind is left to the caller.
 */
final class ScalarFields {
    private static final int MIN_MEMBER_BYTES = MEMBER_HEADER_BYTES + 2 * Byte.BYTES;

    private final Arena arena;
    private final Members members;
    private final Values values;
    private final VersionThread thread;

    ScalarFields(Arena arena, Members members, Values values, VersionThread thread) {
        this.arena = arena;
        this.members = members;
        this.values = values;
        this.thread = thread;
    }

    /** Applies members of the edit as far as they are of the kind; returns the offset of the first that is not. */
    int set(int object, DirectBuffer edit, int offset, int limit, long version) {
        edit.boundsCheck(offset, limit - offset);
        Object base = edit.byteArray();
        long start = RawBytes.at(edit, 0);
        int expected = members.first(object);
        int oldest = 0;
        int newest = 0;
        int grown = 0;
        int at = offset;
        while (limit - at >= MIN_MEMBER_BYTES) {
            int valueLength = RawBytes.getInt(base, start + at) - Byte.BYTES;
            int nameLength = RawBytes.getUnsignedShort(base, start + at + Integer.BYTES);
            int node = at + MEMBER_HEADER_BYTES + nameLength;
            int value = node + Byte.BYTES;
            if (valueLength > Slots.MAX_INLINE
                    || valueLength > limit - value
                    || !isScalar(base, start + node, valueLength)) {
                break;
            }
            int entry = find(object, expected, edit, at + MEMBER_HEADER_BYTES, nameLength);
            if (entry == 0) {
                break;
            }
            long own = arena.ownAddress(entry, 0, ENTRY_BYTES);
            int oldLength = UnsafeApi.getByte(own + ENTRY_SLOT);
            if (!Slots.isInline(oldLength)) {
                break;
            }
            UnsafeApi.putByte(own + ENTRY_SLOT, (byte) valueLength);
            RawBytes.copyShort(own + ENTRY_SLOT + Byte.BYTES, base, start + value, valueLength);
            UnsafeApi.putLong(own + ENTRY_VERSION, version);
            grown += valueLength - oldLength;
            if (newest == 0 || UnsafeApi.getInt(own + ENTRY_OLDER) != newest) {
                thread.moveToEnd(oldest, newest);
                oldest = entry;
            }
            newest = entry;
            expected = UnsafeApi.getInt(own + ENTRY_NEXT);
            at = value + valueLength;
        }
        thread.moveToEnd(oldest, newest);
        values.addInline(grown);
        return at;
    }

    /** Members mostly come in the order that the object has them in. */
    private int find(int object, int expected, DirectBuffer edit, int name, int nameLength) {
        if (expected != 0 && members.isNamed(expected, edit, name, nameLength)) {
            return expected;
        }
        return members.find(object, edit, name, nameLength);
    }

    /** Whether the node sets a scalar of this length, 15 at most. */
    private static boolean isScalar(Object base, long node, int valueLength) {
        if (valueLength <= 0 || RawBytes.getByte(base, node) != EditFormat.SET) {
            return false;
        }
        byte token = RawBytes.getByte(base, node + 1);
        return token == Smile.INT_32 || token == Smile.INT_64
                ? isInteger(base, node + 2, valueLength - 1)
                : Smile.fixedLength(token) == valueLength;
    }

    /** Whether the last byte of these, and no other, ends an integer. */
    private static boolean isInteger(Object base, long at, int length) {
        int last = length - 1;
        for (int i = 0; i < last; i++) {
            if (RawBytes.getByte(base, at + i) < 0) {
                return false;
            }
        }
        return last >= 0 && last < Smile.MAX_INTEGER_BYTES && RawBytes.getByte(base, at + last) < 0;
    }
}
