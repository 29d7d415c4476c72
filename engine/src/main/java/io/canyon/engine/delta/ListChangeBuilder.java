package io.canyon.engine.delta;

import java.util.Objects;

/** Collects the parts of a {@link ListChange}, in any order. Not thread-safe; good for one change. */
public final class ListChangeBuilder {
    private final IndexedParts<Value> removed = new IndexedParts<>();
    private final IndexedParts<Void> moved = new IndexedParts<>();
    private final IndexedParts<Value> inserted = new IndexedParts<>();
    private final IndexedParts<Change> changed = new IndexedParts<>();
    private int baseLength = -1;

    ListChangeBuilder() {}

    /** Items of the list that the change is for; -1 when that is not known. */
    public ListChangeBuilder baseLength(int length) {
        this.baseLength = length;
        return this;
    }

    /** @param old the item, or {@link Untold#VALUE} */
    public ListChangeBuilder remove(int baseIndex, Value old) {
        removed.add(baseIndex, Objects.requireNonNull(old));
        return this;
    }

    public ListChangeBuilder move(int fromBaseIndex, int toFinalIndex) {
        moved.addMove(fromBaseIndex, toFinalIndex);
        return this;
    }

    public ListChangeBuilder insert(int finalIndex, Value value) {
        inserted.add(finalIndex, Objects.requireNonNull(value));
        return this;
    }

    /** @param change no removal: items are removed by {@link #remove} */
    public ListChangeBuilder change(int finalIndex, Change change) {
        if (change instanceof RemoveChange) {
            throw new DeltaException(DeltaException.Code.MALFORMED, "removal as the change of an item");
        }
        changed.add(finalIndex, Objects.requireNonNull(change));
        return this;
    }

    ListChangeBuilder addAll(ListChange other) {
        for (int i = 0; i < other.changeCount(); i++) {
            change(other.changedIndex(i), other.change(i));
        }
        return addPlaces(other);
    }

    /** Adds all but the changes of items. */
    ListChangeBuilder addPlaces(ListChange other) {
        for (int i = 0; i < other.removalCount(); i++) {
            remove(other.removedIndex(i), other.removedValue(i));
        }
        for (int i = 0; i < other.moveCount(); i++) {
            move(other.movedFrom(i), other.movedTo(i));
        }
        for (int i = 0; i < other.insertionCount(); i++) {
            insert(other.insertedIndex(i), other.insertedValue(i));
        }
        return this;
    }

    /**
     * The change.
     *
     * @throws DeltaException when an index is negative, stands twice, or lies past the end, or the tree is too deep
     */
    public ListChange build() {
        return new ListChange(this);
    }

    int baseLength() {
        return baseLength;
    }

    IndexedParts<Value> removed() {
        return removed;
    }

    IndexedParts<Void> moved() {
        return moved;
    }

    IndexedParts<Value> inserted() {
        return inserted;
    }

    IndexedParts<Change> changed() {
        return changed;
    }
}
