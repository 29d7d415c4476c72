package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.slotOf;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.ListCursor;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.Smile;
import org.agrona.MutableDirectBuffer;

/** Writes the lengths of arrays into the LISTs of an edit that do not tell them, as far as the two go together. */
final class ListLengths {
    private static final int UNKNOWN = -1;

    private final EditWork work;

    ListLengths(EditWork work) {
        this.work = work;
    }

    /** Answers whether a length was written. */
    boolean tell(int slot, MutableDirectBuffer edit, int offset, int length, int depth) {
        int tag = work.tag(slot);
        byte operation = edit.getByte(offset);
        if (depth > Smile.MAX_DEPTH) {
            return false;
        }
        if (operation == EditFormat.OBJECT && tag == Slots.OBJECT) {
            return tellMembers(work.tree().slots().ref(slot), edit, offset, length, depth);
        }
        return operation == EditFormat.LIST
                && tag == Slots.ARRAY
                && tellList(work.tree().slots().ref(slot), edit, offset, length, depth);
    }

    private boolean tellMembers(int object, MutableDirectBuffer edit, int offset, int length, int depth) {
        MemberCursor member = work.members(depth).wrap(edit, offset, length);
        boolean isAny = false;
        while (member.next()) {
            byte operation = member.operation();
            if (operation == EditFormat.OBJECT || operation == EditFormat.LIST) {
                int entry = work.findLive(object, member);
                isAny |= entry != 0 && tell(slotOf(entry), edit, member.nodeOffset(), member.nodeLength(), depth + 1);
            }
        }
        return isAny;
    }

    private boolean tellList(int array, MutableDirectBuffer edit, int offset, int length, int depth) {
        Vectors vectors = work.tree().vectors();
        ListCursor list = work.list(depth).wrap(edit, offset, length);
        list.validate();
        int count = vectors.count(array);
        boolean isUnknown = list.baseLength() == UNKNOWN;
        if (!isUnknown && list.baseLength() != count || !list.fits(count)) {
            return false;
        }
        if (isUnknown) {
            edit.putInt(offset + Byte.BYTES, count, LITTLE_ENDIAN);
        }
        boolean isAny = isUnknown;
        ListBases bases = work.bases(depth).wrap(list);
        for (int i = 0; i < list.changes(); i++) {
            int slot = vectors.slot(array, bases.baseOf(list.changedIndex(i)));
            int node = list.nextItem();
            isAny |= tell(slot, edit, node, list.itemLength(), depth + 1);
        }
        return isAny;
    }
}
