package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.slotOf;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.ListCursor;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.TextWork;
import org.agrona.DirectBuffer;

/** Finds out whether a node applies to a value exactly as it stands, in every part. */
final class ValueFit {
    enum Result {
        /** A part of the node has no place, changes nothing, or goes too deep. */
        NO,
        /** The node is an OBJECT without members, which is at home everywhere. */
        NOTHING,
        YES
    }

    private final EditWork work;
    /** Marks the entries that were met in this walk, so that none is met twice. */
    private int walk;

    private final TextWork texts = new TextWork();

    ValueFit(EditWork work) {
        this.work = work;
    }

    /** @param depth of the value in the document */
    boolean isFit(int slot, DirectBuffer edit, int nodeOffset, int nodeLength, int depth) {
        walk = work.tree().beginWalk();
        texts.reset();
        return check(slot, edit, nodeOffset, nodeLength, depth) == Result.YES;
    }

    /** @param depth of the value in the document */
    boolean isMemberFit(DirectBuffer edit, int offset, int length, int depth) {
        return checkSet(edit, offset, offset + length, depth) == Result.YES;
    }

    /** @param slot 0 when nothing is there */
    private Result check(int slot, DirectBuffer edit, int offset, int length, int depth) {
        if (depth > Smile.MAX_DEPTH) {
            return Result.NO;
        }
        byte operation = edit.getByte(offset);
        int tag = work.tag(slot);
        return switch (operation) {
            case EditFormat.SET -> checkSet(edit, offset + Byte.BYTES, offset + length, depth);
            case EditFormat.OBJECT -> {
                if (length == Byte.BYTES) {
                    yield Result.NOTHING;
                }
                yield tag == Slots.OBJECT ? checkMembers(ref(slot), edit, offset, length, depth) : Result.NO;
            }
            case EditFormat.LIST -> tag == Slots.ARRAY ? checkList(ref(slot), edit, offset, length, depth) : Result.NO;
            case EditFormat.TEXT -> isString(slot, tag) ? checkText(slot, edit, offset, length) : Result.NO;
            // a member is removed by its object, and an item by its list
            case EditFormat.REMOVE -> Result.NO;
            default -> throw new IllegalArgumentException("cannot apply operation=" + operation);
        };
    }

    private Result checkSet(DirectBuffer edit, int offset, int end, int depth) {
        work.meter.measure(edit, offset);
        if (work.meter.end() > end) {
            throw new IllegalArgumentException("value past the end of its node: offset=" + offset);
        }
        return depth - 1 + work.meter.depth() <= Smile.MAX_DEPTH ? Result.YES : Result.NO;
    }

    private Result checkText(int slot, DirectBuffer edit, int offset, int length) {
        return TextEdit.isFit(work.tree().slots(), slot, edit, offset + Byte.BYTES, length - Byte.BYTES, texts)
                ? Result.YES
                : Result.NO;
    }

    private Result checkMembers(int object, DirectBuffer edit, int offset, int length, int depth) {
        Tree tree = work.tree();
        MemberCursor member = work.members(depth).wrap(edit, offset, length);
        Result result = Result.NO;
        for (boolean isFirst = true; member.next(); isFirst = false) {
            int entry = work.findLive(object, member);
            boolean isOnly = isFirst && member.nextOffset() == member.limit();
            if (entry != 0 && !isOnly) {
                if (tree.isMarked(entry, walk)) {
                    return Result.NO;
                }
                tree.mark(entry, walk);
            }
            Result part = checkMember(entry, member, depth);
            if (part == Result.NO) {
                return Result.NO;
            }
            result = part == Result.YES ? Result.YES : result;
        }
        return result;
    }

    private Result checkMember(int entry, MemberCursor member, int depth) {
        if (member.operation() == EditFormat.REMOVE) {
            return entry == 0 ? Result.NO : Result.YES;
        }
        if (member.nameLength() > EditFormat.MAX_NAME_BYTES) {
            return Result.NO;
        }
        int slot = entry == 0 ? 0 : slotOf(entry);
        return check(slot, member.buffer(), member.nodeOffset(), member.nodeLength(), depth + 1);
    }

    private Result checkList(int array, DirectBuffer edit, int offset, int length, int depth) {
        Vectors vectors = work.tree().vectors();
        ListCursor list = work.list(depth).wrap(edit, offset, length);
        list.validate();
        int count = vectors.count(array);
        int end = count - list.removals() + list.insertions();
        if (list.baseLength() != count || end > Vectors.MAX_ITEMS || isEmpty(list)) {
            return Result.NO;
        }
        for (int i = list.insertions(); i > 0; i--) {
            work.meter.measure(edit, list.nextValue());
            if (depth + work.meter.depth() > Smile.MAX_DEPTH) {
                return Result.NO;
            }
        }
        ListBases bases = work.bases(depth).wrap(list);
        for (int i = 0; i < list.changes(); i++) {
            int slot = vectors.slot(array, bases.baseOf(list.changedIndex(i)));
            int node = list.nextItem();
            if (edit.getByte(node) == EditFormat.REMOVE) {
                throw new IllegalArgumentException("an item is removed by its list");
            }
            if (check(slot, edit, node, list.itemLength(), depth + 1) == Result.NO) {
                return Result.NO;
            }
        }
        return Result.YES;
    }

    private static boolean isEmpty(ListCursor list) {
        return list.removals() + list.moves() + list.insertions() + list.changes() == 0;
    }

    private boolean isString(int slot, int tag) {
        return tag <= Slots.BLOB && Smile.kind(work.tree().slots().token(slot)) == Smile.Kind.STRING;
    }

    private int ref(int slot) {
        return work.tree().slots().ref(slot);
    }
}
