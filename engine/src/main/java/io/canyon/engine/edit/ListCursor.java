package io.canyon.engine.edit;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * Reads a LIST node. Not thread-safe; allocates nothing; holds the buffer until it is wrapped again. Indices can be
 * asked for in any order; values, items and old values come one after the other.
 */
public final class ListCursor {
    private DirectBuffer buffer;
    private int limit;
    private int table;
    private int values;
    private int items;
    private int removals;
    private int moves;
    private int insertions;
    private int changes;
    private int nextValue;
    private int nextItem;
    private int itemLength;
    private int nextOld;

    /**
     * Starts before the first value.
     *
     * @param nodeOffset where the operation byte of the node stands
     * @param nodeLength length of the node, operation included
     * @throws IllegalArgumentException when the node is too short for what it counts
     */
    public ListCursor wrap(DirectBuffer buffer, int nodeOffset, int nodeLength) {
        this.buffer = buffer;
        this.limit = nodeOffset + nodeLength;
        this.table = nodeOffset + EditFormat.LIST_HEADER_BYTES;
        require(nodeLength >= EditFormat.LIST_HEADER_BYTES);
        removals = count(1);
        moves = count(2);
        insertions = count(3);
        changes = count(4);
        int valuesLength = count(5);
        long indices = (long) removals + 3L * moves + insertions + changes;
        long valuesOffset = table + indices * Integer.BYTES;
        require(valuesOffset + valuesLength <= limit);
        values = (int) valuesOffset;
        items = values + valuesLength;
        nextValue = values;
        nextItem = items;
        itemLength = 0;
        nextOld = -1;
        return this;
    }

    /** Length of the array that the change is for, or -1 when that is not known. */
    public int baseLength() {
        return header(0);
    }

    public int removals() {
        return removals;
    }

    public int moves() {
        return moves;
    }

    public int insertions() {
        return insertions;
    }

    public int changes() {
        return changes;
    }

    public int removedIndex(int i) {
        return index(i);
    }

    public int movedFrom(int move) {
        return index(removals + move);
    }

    public int movedTo(int move) {
        return index(removals + moves + move);
    }

    /** The move that is the {@code i}-th by ascending end. */
    public int moveByEnd(int i) {
        return index(removals + 2 * moves + i);
    }

    public int insertedIndex(int i) {
        return index(removals + 3 * moves + i);
    }

    public int changedIndex(int i) {
        return index(removals + 3 * moves + insertions + i);
    }

    /** Offset of the next inserted value. */
    public int nextValue() {
        int offset = nextValue;
        nextValue = Smile.skip(buffer, offset);
        require(nextValue <= items);
        return offset;
    }

    /** Offset behind the inserted value that came last. */
    public int valueEnd() {
        return nextValue;
    }

    /** Offset of the node of the next change. */
    public int nextItem() {
        require(nextItem + EditFormat.ITEM_HEADER_BYTES <= limit);
        itemLength = buffer.getInt(nextItem, LITTLE_ENDIAN);
        int offset = nextItem + EditFormat.ITEM_HEADER_BYTES;
        require(itemLength > 0 && itemLength <= limit - offset);
        nextItem = offset + itemLength;
        return offset;
    }

    /** Length of the node of the change that came last. */
    public int itemLength() {
        return itemLength;
    }

    /** Offset of the next old value, which may be {@link EditFormat#UNTOLD}; only behind the last item. */
    public int nextOld() {
        int offset = nextOld < 0 ? nextItem : nextOld;
        require(offset < limit);
        nextOld = buffer.getByte(offset) == EditFormat.UNTOLD ? offset + Byte.BYTES : Smile.skip(buffer, offset);
        require(nextOld <= limit);
        return offset;
    }

    /** Length of the old value that came last; 0 when it is not told. */
    public int oldLength(int offset) {
        return buffer.getByte(offset) == EditFormat.UNTOLD ? 0 : nextOld - offset;
    }

    /**
     * Checks everything that {@link EditFormat} says of the table, so that whoever applies the change need not.
     *
     * @throws IllegalArgumentException when the table is not as it should be
     */
    public void validate() {
        requireAscending(0, removals);
        requireAscending(removals, moves);
        requireDisjoint(0, removals, removals, moves);
        for (int i = 0; i < moves; i++) {
            int move = moveByEnd(i);
            require(move >= 0 && move < moves && movedTo(move) >= 0);
            require(i == 0 || movedTo(moveByEnd(i - 1)) < movedTo(move));
        }
        int inserted = removals + 3 * moves;
        requireAscending(inserted, insertions);
        requireAscending(inserted + insertions, changes);
        requireDisjoint(inserted, insertions, inserted + insertions, changes);
        for (int i = 0, move = 0; i < insertions && move < moves; ) {
            int difference = Integer.compare(insertedIndex(i), movedTo(moveByEnd(move)));
            require(difference != 0);
            i += difference < 0 ? 1 : 0;
            move += difference > 0 ? 1 : 0;
        }
        require(baseLength() < 0 || fits(baseLength()));
    }

    /** Whether no index lies past the end of an array of {@code length}. */
    public boolean fits(int length) {
        int kept = length - removals - moves;
        int end = kept + moves + insertions;
        return (removals == 0 || removedIndex(removals - 1) < length)
                && (moves == 0 || movedFrom(moves - 1) < length && movedTo(moveByEnd(moves - 1)) < end)
                && (insertions == 0 || insertedIndex(insertions - 1) < end)
                && (changes == 0 || changedIndex(changes - 1) < end);
    }

    private void requireAscending(int from, int count) {
        for (int i = 0; i < count; i++) {
            require(index(from + i) >= (i == 0 ? 0 : index(from + i - 1) + 1));
        }
    }

    private void requireDisjoint(int from, int count, int otherFrom, int otherCount) {
        for (int i = 0, j = 0; i < count && j < otherCount; ) {
            int difference = Integer.compare(index(from + i), index(otherFrom + j));
            require(difference != 0);
            i += difference < 0 ? 1 : 0;
            j += difference > 0 ? 1 : 0;
        }
    }

    private int header(int place) {
        return buffer.getInt(table - (6 - place) * Integer.BYTES, LITTLE_ENDIAN);
    }

    private int count(int place) {
        int count = header(place);
        require(count >= 0);
        return count;
    }

    private int index(int place) {
        return buffer.getInt(table + place * Integer.BYTES, LITTLE_ENDIAN);
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("malformed edit list");
        }
    }
}
