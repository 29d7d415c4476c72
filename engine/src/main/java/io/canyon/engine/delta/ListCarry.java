package io.canyon.engine.delta;

import java.util.Arrays;

/**
 * Carries a list change over another one of the same list. Whatever the edit places (insertions, moves) stands in front
 * of an anchor: the next item behind it that the edit keeps in place, or the first one behind that which the other
 * change keeps in place, too. There is always one, as if the list went on for ever behind its end.
 */
final class ListCarry {
    private final ListChange edit;
    private final ListChange applied;
    private final SortedIndices gone;
    private final ListChangeBuilder carried = ListChange.builder();
    /** For each item that the edit places and that is left, in order: in front of which item it stands. */
    private final int[] anchors;

    /** For each item that the edit places: which of those that are left it is. */
    private final int[] ordinals;

    private int anchorCount;

    ListCarry(ListChange edit, ListChange applied) {
        if (applied.baseLength() >= 0) {
            edit.requireFits(applied.baseLength());
        }
        this.edit = edit;
        this.applied = applied;
        this.gone = goneBehindApplied();
        this.anchors = new int[edit.placed().count()];
        this.ordinals = new int[edit.placed().count()];
    }

    ListChange carried() {
        int known = edit.baseLength() >= 0 && applied.baseLength() < 0
                ? applied.finalLength(edit.baseLength())
                : applied.finalLength();
        carried.baseLength(known);
        carryRemovals();
        // the places of the other items depend on all anchors
        carryPlaced();
        carryChanges();
        return carried.build();
    }

    /** Where the items that the edit removes or moves stand behind the other change. */
    private SortedIndices goneBehindApplied() {
        int[] indices = new int[edit.gone().count()];
        int count = 0;
        for (int i = 0; i < indices.length; i++) {
            int index = applied.finalIndexOf(edit.gone().at(i));
            if (index >= 0) {
                indices[count++] = index;
            }
        }
        int[] sorted = Arrays.copyOf(indices, count);
        Arrays.sort(sorted);
        return new SortedIndices(sorted);
    }

    private void carryRemovals() {
        for (int i = 0; i < edit.removalCount(); i++) {
            int index = applied.finalIndexOf(edit.removedIndex(i));
            if (index >= 0) {
                carried.remove(index, edit.removedValue(i));
            }
        }
    }

    private void carryPlaced() {
        for (int i = 0; i < edit.placed().count(); i++) {
            int editIndex = edit.placed().at(i);
            int move = edit.moveTo(editIndex);
            int from = move < 0 ? -1 : applied.finalIndexOf(edit.movedFrom(move));
            if (move >= 0 && from < 0) {
                continue;
            }
            int keptBase = edit.gone().outside(editIndex - i);
            int anchor = applied.finalIndexOf(applied.gone().outsideAtOrBehind(keptBase));
            int index = anchor - gone.countBelow(anchor) + anchorCount;
            ordinals[i] = anchorCount;
            anchors[anchorCount++] = anchor;
            if (move < 0) {
                carried.insert(index, edit.insertedAt(editIndex));
            } else {
                carried.move(from, index);
            }
        }
    }

    private void carryChanges() {
        for (int i = 0; i < edit.changeCount(); i++) {
            int editIndex = edit.changedIndex(i);
            int index = applied.finalIndexOf(edit.baseIndexOf(editIndex));
            if (index < 0) {
                continue;
            }
            Change mine = edit.change(i);
            Change other = applied.changeAt(index);
            Change result = other == null ? mine : Carry.over(mine, other);
            if (result != null) {
                carried.change(carriedIndex(editIndex, index), result);
            }
        }
    }

    /** Where an item ends that the edit ends at {@code editIndex} and the other change at {@code index}. */
    private int carriedIndex(int editIndex, int index) {
        if (edit.moveTo(editIndex) < 0) {
            return index - gone.countBelow(index) + anchorsUpTo(index);
        }
        int ordinal = ordinals[edit.placed().countBelow(editIndex)];
        int anchor = anchors[ordinal];
        return anchor - gone.countBelow(anchor) + ordinal;
    }

    private int anchorsUpTo(int index) {
        int low = 0;
        int high = anchorCount;
        while (low < high) {
            int middle = low + high >>> 1;
            if (anchors[middle] <= index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
