package io.canyon.engine.delta;

/**
 * Composes two changes of one list: indices go from the base through the middle, which lies between both, to the end.
 */
final class ListCompose {
    private final ListChange first;
    private final ListChange second;
    private final ListChangeBuilder composed = ListChange.builder();

    ListCompose(ListChange first, ListChange second) {
        if (first.finalLength() >= 0) {
            second.requireFits(first.finalLength());
        }
        this.first = first;
        this.second = second;
    }

    ListChange composed() {
        composed.baseLength(baseLength());
        composeFirst();
        composeSecond();
        return composed.build();
    }

    private int baseLength() {
        if (first.baseLength() >= 0 || second.baseLength() < 0) {
            return first.baseLength();
        }
        int length = second.baseLength() - first.finalLength(0);
        first.requireFits(length);
        return length;
    }

    private void composeFirst() {
        for (int i = 0; i < first.removalCount(); i++) {
            composed.remove(first.removedIndex(i), first.removedValue(i));
        }
        for (int i = 0; i < first.moveCount(); i++) {
            int end = second.finalIndexOf(first.movedTo(i));
            if (end >= 0) {
                composed.move(first.movedFrom(i), end);
            }
        }
        for (int i = 0; i < first.insertionCount(); i++) {
            int end = second.finalIndexOf(first.insertedIndex(i));
            if (end >= 0) {
                Change change = second.changeAt(end);
                Value value = first.insertedValue(i);
                composed.insert(end, change == null ? value : patched(value, change));
            }
        }
        for (int i = 0; i < first.changeCount(); i++) {
            int end = second.finalIndexOf(first.changedIndex(i));
            if (end >= 0) {
                Change change = second.changeAt(end);
                Change both = change == null ? first.change(i) : Compose.both(first.change(i), change);
                if (both != null) {
                    composed.change(end, both);
                }
            }
        }
    }

    private void composeSecond() {
        for (int i = 0; i < second.removalCount(); i++) {
            int middle = second.removedIndex(i);
            int base = first.baseIndexOf(middle);
            if (base >= 0) {
                Value old = Compose.oldBefore(first.changeAt(middle), second.removedValue(i));
                composed.remove(base, old == null ? Untold.VALUE : old);
            }
        }
        for (int i = 0; i < second.moveCount(); i++) {
            int base = first.baseIndexOf(second.movedFrom(i));
            if (base >= 0 && first.keeps(base)) {
                composed.move(base, second.movedTo(i));
            }
        }
        for (int i = 0; i < second.insertionCount(); i++) {
            composed.insert(second.insertedIndex(i), second.insertedValue(i));
        }
        for (int i = 0; i < second.changeCount(); i++) {
            int end = second.changedIndex(i);
            int middle = second.baseIndexOf(end);
            if (first.baseIndexOf(middle) >= 0 && first.changeAt(middle) == null) {
                composed.change(end, second.change(i));
            }
        }
    }

    private static Value patched(Value value, Change change) {
        return change instanceof SetChange set ? set.value() : value.patched(change);
    }
}
