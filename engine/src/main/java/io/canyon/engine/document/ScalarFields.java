package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.ENTRY_BYTES;
import static io.canyon.engine.document.NodeLayout.ENTRY_NAME;
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
    private final KnownNames known = new KnownNames();

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
        known.forgetFreed(names.freed());
        // Members mostly come in the order that the object has them in.
        int next = setRun(expected, false, edit, version);
        boolean isDone = false;
        while (!isDone && edit.nextOffset() < edit.limit()) {
            int entry = find(object, next, edit);
            if (entry == 0) {
                return;
            }
            int start = edit.nextOffset();
            next = setRun(entry, true, edit, version);
            isDone = edit.nextOffset() == start;
        }
    }

    /**
     * Applies members that come in the order of the object and of the version thread, and whose names are known. These
     * are all members of most edits: what else may be is left to {@link #find}, so that little has to be kept here.
     *
     * @param isNamed the first entry has the name of the next member
     * @return the entry that is expected behind those that were applied; 0 if there is none
     */
    private int setRun(int first, boolean isNamed, MemberCursor edit, long version) {
        long end = edit.address(edit.limit());
        long at = edit.address(edit.nextOffset());
        int entry = first;
        int newest = 0;
        int grown = 0;
        while (end - at >= MIN_MEMBER_BYTES && entry != 0) {
            long header = RawBytes.getLong(null, at);
            int valueLength = (int) header - Byte.BYTES;
            int nameLength = (int) (header >>> Integer.SIZE) & 0xFFFF;
            long name = at + MEMBER_HEADER_BYTES;
            long value = name + nameLength + Byte.BYTES;
            if (!isShort(valueLength, end - value) || !isScalar(value, valueLength)) {
                break;
            }
            long own = arena.ownAddress(entry, 0, ENTRY_BYTES);
            int oldLength = UnsafeApi.getByte(own + ENTRY_SLOT);
            boolean isBehind = newest == 0 || UnsafeApi.getInt(own + ENTRY_OLDER) == newest;
            boolean isIt = newest == 0 && isNamed || known.is(UnsafeApi.getInt(own + ENTRY_NAME), name, nameLength);
            if (!isBehind || !isIt || !Slots.isInline(oldLength)) {
                break;
            }
            put(own + ENTRY_SLOT, value, valueLength);
            UnsafeApi.putLong(own + ENTRY_VERSION, version);
            grown += valueLength - oldLength;
            newest = entry;
            entry = UnsafeApi.getInt(own + ENTRY_NEXT);
            at = value + valueLength;
        }
        if (newest != 0) {
            thread.moveToEnd(first, newest);
            values.addInline(grown);
            edit.skipTo(edit.limit() - (int) (end - at));
        }
        return entry;
    }

    /** The entry of the next member, if that is of the kind; 0 if it is not. */
    private int find(int object, int expected, MemberCursor edit) {
        long end = edit.address(edit.limit());
        long at = edit.address(edit.nextOffset());
        if (end - at < MIN_MEMBER_BYTES) {
            return 0;
        }
        int valueLength = RawBytes.getInt(null, at) - Byte.BYTES;
        int length = RawBytes.getUnsignedShort(null, at + Integer.BYTES);
        long name = at + MEMBER_HEADER_BYTES;
        long value = name + length + Byte.BYTES;
        if (!isShort(valueLength, end - value) || !isScalar(value, valueLength)) {
            return 0;
        }
        int entry = find(object, expected, name, length);
        if (entry != 0) {
            known.put(members.nameRef(entry), name, length);
        }
        return entry;
    }

    /** The member of that name, which is mostly not far behind the one that was expected; 0 if there is none. */
    private int find(int object, int expected, long name, int length) {
        int entry = expected;
        for (int i = 0; i < 2 && entry != 0; i++) {
            if (names.matches(members.nameRef(entry), null, name, length)) {
                return entry;
            }
            entry = members.next(entry);
        }
        return members.find(object, null, name, length);
    }

    /** Whether a value fits into a slot and stands before the end. */
    private static boolean isShort(int valueLength, long rest) {
        return valueLength > 0 && valueLength <= Slots.MAX_INLINE && valueLength <= rest;
    }

    /** Whether the value, in a node of up to 15 bytes behind its operation, is set to a scalar of this length. */
    private static boolean isScalar(long value, int valueLength) {
        if (UnsafeApi.getByte(value - 1) != EditFormat.SET) {
            return false;
        }
        byte token = UnsafeApi.getByte(value);
        return Smile.fixedLength(token) == valueLength
                || (token == Smile.INT_32 || token == Smile.INT_64) && isInteger(value + 1, valueLength - 1);
    }

    /**
     * Whether the last byte of these, and no other, ends an integer. Of integers of nine bytes and more it says that
     * they are none. All bytes are looked at at once, after some that stand before them.
     */
    private static boolean isInteger(long at, int length) {
        if (length < 1 || length > Long.BYTES) {
            return false;
        }
        long bytes = RawBytes.getLong(null, at + length - Long.BYTES) >>> -(length << 3);
        return (bytes & LAST_BYTES) == 0x80L << (length - 1 << 3);
    }

    /** Puts 1 to 15 bytes into a slot; what comes behind them there does not matter, nor what was there. */
    private static void put(long slot, long source, int length) {
        // Eight bytes are read: a member has as many before the end of its value, but need not have any behind it.
        long last = RawBytes.getLong(null, source + length - Long.BYTES);
        if (length < Long.BYTES) {
            RawBytes.putLong(null, slot, last >>> -(length << 3) << Byte.SIZE | length);
            return;
        }
        // The byte before the value, its operation, gives way to the length.
        long first = RawBytes.getLong(null, source - Byte.BYTES);
        RawBytes.putLong(null, slot, first & -1L << Byte.SIZE | length);
        RawBytes.putLong(null, slot + Byte.BYTES + length - Long.BYTES, last);
    }
}
