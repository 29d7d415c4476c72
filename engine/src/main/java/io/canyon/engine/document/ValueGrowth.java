package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.slotOf;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.ListCursor;
import io.canyon.engine.edit.MemberCursor;
import org.agrona.DirectBuffer;

/** What a node that fits adds to the logical bytes. */
final class ValueGrowth {
    /** Bytes that a string takes beside its text, and those of an item that did not count because they were few. */
    private static final int MAX_TEXT_GROWTH = 2 + Slots.MAX_INLINE;

    private final EditWork work;

    ValueGrowth(EditWork work) {
        this.work = work;
    }

    long ofNode(int slot, boolean isItem, DirectBuffer edit, int offset, int length, int depth) {
        return switch (edit.getByte(offset)) {
            case EditFormat.SET -> ofSet(slot, isItem, edit, offset + Byte.BYTES);
            case EditFormat.OBJECT -> ofMembers(slot, edit, offset, length, depth);
            case EditFormat.LIST -> ofList(work.tree().slots().ref(slot), edit, offset, length, depth);
            // what is inserted is at least as long in the patch
            case EditFormat.TEXT -> length + MAX_TEXT_GROWTH;
            default -> throw new IllegalArgumentException("cannot apply operation=" + edit.getByte(offset));
        };
    }

    private long ofSet(int slot, boolean isItem, DirectBuffer edit, int offset) {
        return isItem
                ? work.meter.measureItem(edit, offset) - work.values().measureItem(slot)
                : work.meter.measure(edit, offset) - work.values().measure(slot);
    }

    private long ofMembers(int slot, DirectBuffer edit, int offset, int length, int depth) {
        MemberCursor member = work.members(depth).wrap(edit, offset, length);
        long growth = 0;
        while (member.next()) {
            growth += ofMember(work.findLive(work.tree().slots().ref(slot), member), member, depth);
        }
        return growth;
    }

    private long ofMember(int entry, MemberCursor member, int depth) {
        int own = Values.MEMBER_BYTES + member.nameLength();
        DirectBuffer edit = member.buffer();
        if (entry != 0) {
            return member.operation() == EditFormat.REMOVE
                    ? -own - work.values().measure(slotOf(entry))
                    : ofNode(slotOf(entry), false, edit, member.nodeOffset(), member.nodeLength(), depth + 1);
        }
        // an OBJECT that changes nothing may stand where nothing is
        return member.operation() == EditFormat.SET ? own + work.meter.measure(edit, member.bodyOffset()) : 0;
    }

    private long ofList(int array, DirectBuffer edit, int offset, int length, int depth) {
        Vectors vectors = work.tree().vectors();
        ListCursor list = work.list(depth).wrap(edit, offset, length);
        long growth = 0;
        for (int i = 0; i < list.removals(); i++) {
            growth -= work.values().measureItem(vectors.slot(array, list.removedIndex(i)));
        }
        for (int i = 0; i < list.insertions(); i++) {
            growth += work.meter.measureItem(edit, list.nextValue());
        }
        ListBases bases = work.bases(depth).wrap(list);
        for (int i = 0; i < list.changes(); i++) {
            int slot = vectors.slot(array, bases.baseOf(list.changedIndex(i)));
            growth += ofNode(slot, true, edit, list.nextItem(), list.itemLength(), depth + 1);
        }
        return growth;
    }
}
