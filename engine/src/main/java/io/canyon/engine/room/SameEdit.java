package io.canyon.engine.room;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.ListCursor;
import io.canyon.engine.edit.MemberCursor;
import org.agrona.DirectBuffer;

/** Tells whether an edit is what its author sent, who does not know the lengths of lists. */
final class SameEdit {
    /** The one step of either edit; an empty edit is like no other. */
    boolean isSame(DirectBuffer a, int offset, int length, DirectBuffer b, int offsetOfB, int lengthOfB) {
        if (length != lengthOfB || length == 0) {
            return false;
        }
        int header = EditFormat.STEP_HEADER_BYTES;
        return isSameNode(a, offset + header, b, offsetOfB + header, length - header);
    }

    private boolean isSameNode(DirectBuffer a, int offset, DirectBuffer b, int offsetOfB, int length) {
        if (a.getByte(offset) != b.getByte(offsetOfB)) {
            return false;
        }
        return switch (a.getByte(offset)) {
            case EditFormat.OBJECT -> isSameObject(a, offset, b, offsetOfB, length);
            case EditFormat.LIST -> isSameList(a, offset, b, offsetOfB, length);
            default -> areSameBytes(a, offset, b, offsetOfB, length);
        };
    }

    private boolean isSameObject(DirectBuffer a, int offset, DirectBuffer b, int offsetOfB, int length) {
        MemberCursor mine = new MemberCursor().wrap(a, offset, length);
        MemberCursor theirs = new MemberCursor().wrap(b, offsetOfB, length);
        while (mine.next()) {
            if (!theirs.next()
                    || mine.memberLength() != theirs.memberLength()
                    || mine.nodeLength() != theirs.nodeLength()
                    || !areSameBytes(a, mine.nameOffset(), b, theirs.nameOffset(), mine.nameLength())
                    || !isSameNode(a, mine.nodeOffset(), b, theirs.nodeOffset(), mine.nodeLength())) {
                return false;
            }
        }
        return !theirs.next();
    }

    private boolean isSameList(DirectBuffer a, int offset, DirectBuffer b, int offsetOfB, int length) {
        int counts = offset + Byte.BYTES + Integer.BYTES;
        int shift = offsetOfB - offset;
        ListCursor mine = new ListCursor().wrap(a, offset, length);
        int header = EditFormat.LIST_HEADER_BYTES - Byte.BYTES - Integer.BYTES;
        if (!areSameBytes(a, counts, b, counts + shift, header)) {
            return false;
        }
        if (mine.changes() == 0) {
            int body = offset + EditFormat.LIST_HEADER_BYTES;
            return areSameBytes(a, body, b, body + shift, offset + length - body);
        }
        int same = offset + EditFormat.LIST_HEADER_BYTES;
        int end = same;
        for (int i = 0; i < mine.changes(); i++) {
            int item = mine.nextItem();
            if (!areSameBytes(a, same, b, same + shift, item - same)
                    || !isSameNode(a, item, b, item + shift, mine.itemLength())) {
                return false;
            }
            end = item + mine.itemLength();
            same = end;
        }
        return areSameBytes(a, end, b, end + shift, offset + length - end);
    }

    private static boolean areSameBytes(DirectBuffer a, int offset, DirectBuffer b, int offsetOfB, int length) {
        for (int i = 0; i < length; i++) {
            if (a.getByte(offset + i) != b.getByte(offsetOfB + i)) {
                return false;
            }
        }
        return true;
    }
}
