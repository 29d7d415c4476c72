package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.slotOf;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.ListCursor;
import io.canyon.engine.edit.MemberCursor;
import org.agrona.DirectBuffer;

/** Applies a node that fits, in place. The version goes to the nearest entry that holds what changed. */
final class ValueChange {
    private final EditWork work;
    private long version;

    ValueChange(EditWork work) {
        this.work = work;
    }

    /** @param depth of the entry's value in the document */
    void apply(int entry, DirectBuffer edit, int offset, int length, int depth, long newVersion) {
        version = newVersion;
        applyToEntry(entry, edit, offset, length, depth);
    }

    private void applyToEntry(int entry, DirectBuffer edit, int offset, int length, int depth) {
        int slot = slotOf(entry);
        switch (edit.getByte(offset)) {
            case EditFormat.SET -> setEntry(entry, edit, offset + Byte.BYTES, depth);
            case EditFormat.TEXT ->
                setEntry(entry, TextEdit.patched(work.tree().slots(), slot, edit, offset + 1, length - 1), 0, depth);
            default -> applyInside(slot, edit, offset, length, depth);
        }
    }

    private void applyToItem(int array, int index, DirectBuffer edit, int offset, int length, int depth) {
        int slot = work.tree().vectors().slot(array, index);
        switch (edit.getByte(offset)) {
            case EditFormat.SET -> setItem(array, index, edit, offset + Byte.BYTES, depth);
            case EditFormat.TEXT ->
                setItem(
                        array,
                        index,
                        TextEdit.patched(work.tree().slots(), slot, edit, offset + 1, length - 1),
                        0,
                        depth);
            default -> applyInside(slot, edit, offset, length, depth);
        }
    }

    private void applyInside(int slot, DirectBuffer edit, int offset, int length, int depth) {
        int tag = work.tag(slot);
        byte operation = edit.getByte(offset);
        if (operation == EditFormat.OBJECT && length == Byte.BYTES) {
            return;
        }
        if (operation == EditFormat.OBJECT && tag == Slots.OBJECT) {
            applyMembers(work.tree().slots().ref(slot), edit, offset, length, depth);
        } else if (operation == EditFormat.LIST && tag == Slots.ARRAY) {
            applyList(work.tree().slots().ref(slot), edit, offset, length, depth);
        } else {
            throw new IllegalArgumentException("edit does not fit: operation=" + operation + " tag=" + tag);
        }
    }

    private void setEntry(int entry, DirectBuffer smile, int offset, int depth) {
        int slot = slotOf(entry);
        work.values().release(slot);
        work.values().build(slot, smile, offset, entry, depth, version);
        stamp(entry);
    }

    private void setItem(int array, int index, DirectBuffer smile, int offset, int depth) {
        work.values().setItem(array, index, smile, offset, depth, version);
        stamp(work.tree().vectors().owner(array));
    }

    private void applyMembers(int object, DirectBuffer edit, int offset, int length, int depth) {
        MemberCursor member = work.members(depth).wrap(edit, offset, length);
        while (member.next()) {
            int entry = work.findLive(object, member);
            if (member.operation() == EditFormat.REMOVE) {
                work.document().erase(object, edit, member.nameOffset(), member.nameLength());
                stamp(work.tree().members().owner(object));
            } else if (entry != 0) {
                applyToEntry(entry, edit, member.nodeOffset(), member.nodeLength(), depth + 1);
            } else if (member.operation() == EditFormat.SET) {
                work.document()
                        .set(
                                object,
                                edit,
                                member.nameOffset(),
                                member.nameLength(),
                                edit,
                                member.bodyOffset(),
                                version);
            } else {
                applyInside(0, edit, member.nodeOffset(), member.nodeLength(), depth + 1);
            }
        }
    }

    private void applyList(int array, DirectBuffer edit, int offset, int length, int depth) {
        ListCursor list = work.list(depth).wrap(edit, offset, length);
        Vectors vectors = work.tree().vectors();
        int taken = list.moves() == 0 ? 0 : vectors.create(0);
        takeOut(array, list, taken);
        putIn(array, list, taken, edit, depth);
        if (taken != 0) {
            vectors.destroy(taken);
        }
        if (list.removals() + list.moves() + list.insertions() > 0) {
            stamp(vectors.owner(array));
        }
        for (int i = 0; i < list.changes(); i++) {
            int node = list.nextItem();
            applyToItem(array, list.changedIndex(i), edit, node, list.itemLength(), depth + 1);
        }
    }

    /** From the highest index down; moves go into an array of their own, the last of them first. */
    private void takeOut(int array, ListCursor list, int taken) {
        Vectors vectors = work.tree().vectors();
        int removal = list.removals() - 1;
        int move = list.moves() - 1;
        while (removal >= 0 || move >= 0) {
            int removed = removal < 0 ? -1 : list.removedIndex(removal);
            int from = move < 0 ? -1 : list.movedFrom(move);
            if (from > removed) {
                int slot = vectors.append(taken);
                work.tree().slots().copy(slot, vectors.slot(array, from));
                vectors.remove(array, from);
                move--;
            } else {
                work.values().removeItem(array, removed);
                removal--;
            }
        }
    }

    /** From the lowest index up. */
    private void putIn(int array, ListCursor list, int taken, DirectBuffer edit, int depth) {
        Vectors vectors = work.tree().vectors();
        int insertion = 0;
        int move = 0;
        while (insertion < list.insertions() || move < list.moves()) {
            int inserted = insertion < list.insertions() ? list.insertedIndex(insertion) : Integer.MAX_VALUE;
            int to = move < list.moves() ? list.movedTo(list.moveByEnd(move)) : Integer.MAX_VALUE;
            if (to < inserted) {
                int place = list.moves() - 1 - list.moveByEnd(move);
                int slot = vectors.insert(array, to);
                work.tree().slots().copy(slot, vectors.slot(taken, place));
                move++;
            } else {
                work.values().insertItem(array, inserted, edit, list.nextValue(), depth, version);
                insertion++;
            }
        }
    }

    private void stamp(int entry) {
        if (entry != 0) {
            work.document().thread().stamp(entry, version);
        }
    }
}
