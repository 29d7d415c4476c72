package io.canyon.engine.document;

import io.canyon.engine.edit.ListCursor;

/** Where the items that a LIST changes stand before it. Asked by ascending index of the end. */
final class ListBases {
    private ListCursor list;
    private int inserted;
    private int movedTo;
    private int removed;
    private int movedFrom;

    ListBases wrap(ListCursor newList) {
        list = newList;
        inserted = 0;
        movedTo = 0;
        removed = 0;
        movedFrom = 0;
        return this;
    }

    /** Index in the base of the item that ends at {@code index} and is not inserted. */
    int baseOf(int index) {
        while (inserted < list.insertions() && list.insertedIndex(inserted) < index) {
            inserted++;
        }
        while (movedTo < list.moves() && list.movedTo(list.moveByEnd(movedTo)) < index) {
            movedTo++;
        }
        if (movedTo < list.moves() && list.movedTo(list.moveByEnd(movedTo)) == index) {
            return list.movedFrom(list.moveByEnd(movedTo));
        }
        int rank = index - inserted - movedTo;
        while (removed < list.removals() && list.removedIndex(removed) <= rank + removed + movedFrom
                || movedFrom < list.moves() && list.movedFrom(movedFrom) <= rank + removed + movedFrom) {
            if (isRemovedNext()) {
                removed++;
            } else {
                movedFrom++;
            }
        }
        return rank + removed + movedFrom;
    }

    private boolean isRemovedNext() {
        return movedFrom == list.moves()
                || removed < list.removals() && list.removedIndex(removed) < list.movedFrom(movedFrom);
    }
}
