package io.canyon.engine.delta;

import java.util.Arrays;
import java.util.List;

/**
 * Items of a list go, move, come and change. Removals and the sources of moves are indices of the base; destinations,
 * insertions and changes are indices of the list as it ends. Every other item stays in place: those keep their order
 * and fill the indices that are left. All indices stand in ascending order, so what is asked here costs a binary
 * search, whatever the length of the list.
 */
public final class ListChange implements Change {
    private final int baseLength;
    private final int[] removed;
    private final Value[] removedValues;
    private final int[] movedFrom;
    private final int[] movedTo;
    private final int[] inserted;
    private final Value[] insertedValues;
    private final int[] changed;
    private final Change[] changes;
    private final int[] movesByTo;
    private final SortedIndices gone;
    private final SortedIndices placed;
    private final int depth;

    ListChange(ListChangeBuilder parts) {
        this.baseLength = parts.baseLength();
        this.removed = parts.removed().indices();
        this.removedValues = parts.removed().payloads(new Value[0]);
        this.movedFrom = parts.moved().indices();
        this.movedTo = parts.moved().destinations();
        this.inserted = parts.inserted().indices();
        this.insertedValues = parts.inserted().payloads(new Value[0]);
        this.changed = parts.changed().indices();
        this.changes = parts.changed().payloads(new Change[0]);
        this.movesByTo = Ordering.of(movedTo);
        this.gone = SortedIndices.union(removed, movedFrom);
        this.placed = SortedIndices.union(inserted, movedTo);
        SortedIndices.union(inserted, changed);
        this.depth = Depths.above(List.of(changes));
        if (baseLength >= 0) {
            requireFits(baseLength);
        }
    }

    public static ListChangeBuilder builder() {
        return new ListChangeBuilder();
    }

    /** Items of the list that this change was made for, or -1 when that is not known. */
    public int baseLength() {
        return baseLength;
    }

    /** Items of the list as it ends, or -1 when that is not known. */
    public int finalLength() {
        return baseLength < 0 ? -1 : finalLength(baseLength);
    }

    /** This change, for a list of so many items. */
    public ListChange withBaseLength(int length) {
        return length == baseLength
                ? this
                : builder().addAll(this).baseLength(length).build();
    }

    @Override
    public boolean isEmpty() {
        return gone.count() + placed.count() + changed.length == 0;
    }

    public int removalCount() {
        return removed.length;
    }

    public int removedIndex(int ordinal) {
        return removed[ordinal];
    }

    public Value removedValue(int ordinal) {
        return removedValues[ordinal];
    }

    /** Moves are numbered in the order of their sources. */
    public int moveCount() {
        return movedFrom.length;
    }

    public int movedFrom(int ordinal) {
        return movedFrom[ordinal];
    }

    public int movedTo(int ordinal) {
        return movedTo[ordinal];
    }

    /** The move that comes at place {@code i} in the order of destinations. */
    public int moveByDestination(int i) {
        return movesByTo[i];
    }

    public int insertionCount() {
        return inserted.length;
    }

    public int insertedIndex(int ordinal) {
        return inserted[ordinal];
    }

    public Value insertedValue(int ordinal) {
        return insertedValues[ordinal];
    }

    public int changeCount() {
        return changed.length;
    }

    public int changedIndex(int ordinal) {
        return changed[ordinal];
    }

    public Change change(int ordinal) {
        return changes[ordinal];
    }

    /** What happens inside the item that ends at {@code finalIndex}; null for nothing. */
    public Change changeAt(int finalIndex) {
        int found = Arrays.binarySearch(changed, finalIndex);
        return found < 0 ? null : changes[found];
    }

    /** Where an item of the base ends; -1 when it is removed. */
    public int finalIndexOf(int baseIndex) {
        int move = Arrays.binarySearch(movedFrom, baseIndex);
        if (move >= 0) {
            return movedTo[move];
        }
        if (Arrays.binarySearch(removed, baseIndex) >= 0) {
            return -1;
        }
        return placed.outside(baseIndex - gone.countBelow(baseIndex));
    }

    /** Which item of the base ends at {@code finalIndex}; -1 when it is inserted. */
    public int baseIndexOf(int finalIndex) {
        if (!placed.contains(finalIndex)) {
            return gone.outside(finalIndex - placed.countBelow(finalIndex));
        }
        int move = moveTo(finalIndex);
        return move < 0 ? -1 : movedFrom[move];
    }

    /** Whether the item of the base stays in place. */
    public boolean keeps(int baseIndex) {
        return !gone.contains(baseIndex);
    }

    /** Whether all items stay in place, and none comes: some change at most. */
    boolean keepsPlaces() {
        return gone.count() + placed.count() == 0;
    }

    /** Whether the list may have so many items: no index lies past its end. */
    public boolean fits(int length) {
        int kept = length - gone.count();
        return (gone.count() == 0 || gone.at(gone.count() - 1) < length)
                && (placed.count() == 0 || placed.at(placed.count() - 1) < kept + placed.count())
                && (changed.length == 0 || changed[changed.length - 1] < kept + placed.count());
    }

    /** Throws when an index lies past the end of a list of so many items. */
    public void requireFits(int length) {
        if (!fits(length)) {
            throw new DeltaException(DeltaException.Code.INDEX, "index past the end of a list: length=" + length);
        }
    }

    /** Items that a list of {@code length} ends with. */
    public int finalLength(int length) {
        return length - gone.count() + placed.count();
    }

    /** Destinations and insertions together, in ascending order. */
    SortedIndices placed() {
        return placed;
    }

    /** Removals and sources together, in ascending order. */
    SortedIndices gone() {
        return gone;
    }

    /** The move that ends at {@code finalIndex}; -1 when none does. */
    int moveTo(int finalIndex) {
        int low = 0;
        int high = movesByTo.length - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int to = movedTo[movesByTo[middle]];
            if (to == finalIndex) {
                return movesByTo[middle];
            }
            if (to < finalIndex) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Value that is inserted at {@code finalIndex}. */
    public Value insertedAt(int finalIndex) {
        return insertedValues[Arrays.binarySearch(inserted, finalIndex)];
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ListChange change
                && baseLength == change.baseLength
                && Arrays.equals(removed, change.removed)
                && Arrays.equals(removedValues, change.removedValues)
                && Arrays.equals(movedFrom, change.movedFrom)
                && Arrays.equals(movedTo, change.movedTo)
                && Arrays.equals(inserted, change.inserted)
                && Arrays.equals(insertedValues, change.insertedValues)
                && Arrays.equals(changed, change.changed)
                && Arrays.equals(changes, change.changes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(removed) + 31 * (Arrays.hashCode(inserted) + 31 * Arrays.hashCode(changes));
    }

    @Override
    public String toString() {
        return "ListChange[baseLength=" + baseLength + ", removed=" + Arrays.toString(removed) + ", movedFrom="
                + Arrays.toString(movedFrom) + ", movedTo=" + Arrays.toString(movedTo) + ", inserted="
                + Arrays.toString(inserted) + Arrays.toString(insertedValues) + ", changed=" + Arrays.toString(changed)
                + Arrays.toString(changes) + "]";
    }
}
