package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.ENTRY_BYTES;
import static io.canyon.engine.document.NodeLayout.ENTRY_NEXT;
import static io.canyon.engine.document.NodeLayout.ENTRY_OLDER;
import static io.canyon.engine.document.NodeLayout.ENTRY_SLOT;
import static io.canyon.engine.document.NodeLayout.ENTRY_VERSION;
import static io.canyon.engine.edit.EditFormat.MEMBER_HEADER_BYTES;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.RawBytes;
import io.canyon.engine.edit.Smile;
import org.agrona.UnsafeApi;

/**
 * What most edits are: members that hold a short scalar get another one. Nothing is allocated or freed then, so each
 * entry is looked up and checked once, and members that stand in the version thread one behind the other are moved to
 * its end together. What is not of this kind is left to the caller.
 */
final class ScalarFields {
    private static final int MIN_MEMBER_BYTES = MEMBER_HEADER_BYTES + 2 * Byte.BYTES;

    /** Of each byte the bit that says that an integer ends. */
    private static final long LAST_BYTES = 0x8080808080808080L;

    private final Arena arena;
    private final Members members;
    private final NameTable names;
    private final Values values;
    private final VersionThread thread;

    ScalarFields(Arena arena, Members members, NameTable names, Values values, VersionThread thread) {
        this.arena = arena;
        this.members = members;
        this.names = names;
        this.values = values;
        this.thread = thread;
    }

    /** Applies the next members of the edit as far as they are of the kind; none of an edit that is on the heap. */
    void set(int object, MemberCursor edit, long version) {
        int expected = members.first(object);
        if (expected == 0 || edit.base() != null) {
            return;
        }
        long end = edit.address(edit.limit());
        long at = edit.address(edit.nextOffset());
        int oldest = 0;
        int newest = 0;
        int grown = 0;
        while (end - at >= MIN_MEMBER_BYTES) {
            int nameLength = RawBytes.getUnsignedShort(null, at + Integer.BYTES);
            int valueLength = RawBytes.getInt(null, at) - Byte.BYTES;
            long name = at + MEMBER_HEADER_BYTES;
            long value = name + nameLength + Byte.BYTES;
            if (valueLength <= 0
                    || valueLength > Slots.MAX_INLINE
                    || valueLength > end - value
                    || !isScalar(value, valueLength, end)) {
                break;
            }
            int entry = expected;
            if (entry == 0 || !names.matches(members.nameRef(entry), null, name, nameLength)) {
                entry = entry == 0 ? 0 : members.next(entry);
                if (entry == 0 || !names.matches(members.nameRef(entry), null, name, nameLength)) {
                    entry = members.find(object, null, name, nameLength);
                    if (entry == 0) {
                        break;
                    }
                }
            }
            long own = arena.ownAddress(entry, 0, ENTRY_BYTES);
            int oldLength = UnsafeApi.getByte(own + ENTRY_SLOT);
            if (!Slots.isInline(oldLength)) {
                break;
            }
            UnsafeApi.putByte(own + ENTRY_SLOT, (byte) valueLength);
            copy(own + ENTRY_SLOT + Byte.BYTES, value, valueLength, end);
            UnsafeApi.putLong(own + ENTRY_VERSION, version);
            grown += valueLength - oldLength;
            if (newest == 0 || UnsafeApi.getInt(own + ENTRY_OLDER) != newest) {
                thread.moveToEnd(oldest, newest);
                oldest = entry;
            }
            newest = entry;
            // Members mostly come in the order that the object has them in.
            expected = UnsafeApi.getInt(own + ENTRY_NEXT);
            at = value + valueLength;
        }
        thread.moveToEnd(oldest, newest);
        values.addInline(grown);
        edit.skipTo(edit.limit() - (int) (end - at));
    }

    /** Whether the value, in a node of up to 15 bytes behind its operation, is set to a scalar of this length. */
    private static boolean isScalar(long value, int valueLength, long end) {
        if (UnsafeApi.getByte(value - 1) != EditFormat.SET) {
            return false;
        }
        byte token = UnsafeApi.getByte(value);
        return token == Smile.INT_32 || token == Smile.INT_64
                ? isInteger(value + 1, valueLength - 1, end)
                : Smile.fixedLength(token) == valueLength;
    }

    /** Copies 1 to 15 bytes into a slot; what comes behind them does not matter, nor what was there. */
    private static void copy(long target, long source, int length, long end) {
        if (end - source >= Slots.MAX_INLINE) {
            int last = Slots.MAX_INLINE - Long.BYTES;
            UnsafeApi.putLong(target, UnsafeApi.getLong(source));
            UnsafeApi.putLong(target + last, UnsafeApi.getLong(source + last));
        } else if (length >= Long.BYTES) {
            int last = length - Long.BYTES;
            UnsafeApi.putLong(target, UnsafeApi.getLong(source));
            UnsafeApi.putLong(target + last, UnsafeApi.getLong(source + last));
        } else if (length >= Integer.BYTES) {
            int last = length - Integer.BYTES;
            UnsafeApi.putInt(target, UnsafeApi.getInt(source));
            UnsafeApi.putInt(target + last, UnsafeApi.getInt(source + last));
        } else {
            int middle = length >> 1;
            UnsafeApi.putByte(target, UnsafeApi.getByte(source));
            UnsafeApi.putByte(target + middle, UnsafeApi.getByte(source + middle));
            UnsafeApi.putByte(target + length - 1, UnsafeApi.getByte(source + length - 1));
        }
    }

    /** Whether the last byte of these, and no other, ends an integer. */
    private static boolean isInteger(long at, int length, long end) {
        if (length <= Long.BYTES && end - at >= Long.BYTES) {
            // All at once: how many bytes the first of them that ends an integer is away is not to be foreseen.
            int firstEnd = Long.numberOfTrailingZeros(RawBytes.getLong(null, at) & LAST_BYTES);
            return firstEnd == length * Byte.SIZE - 1;
        }
        int last = length - 1;
        for (int i = 0; i < last; i++) {
            if (UnsafeApi.getByte(at + i) < 0) {
                return false;
            }
        }
        return last >= 0 && last < Smile.MAX_INTEGER_BYTES && UnsafeApi.getByte(at + last) < 0;
    }
}
