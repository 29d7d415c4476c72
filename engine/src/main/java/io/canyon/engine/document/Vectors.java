package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.ARRAY_BYTES;
import static io.canyon.engine.document.NodeLayout.ARRAY_CAPACITY;
import static io.canyon.engine.document.NodeLayout.ARRAY_COUNT;
import static io.canyon.engine.document.NodeLayout.ARRAY_HEAVY;
import static io.canyon.engine.document.NodeLayout.ARRAY_ITEM_BYTES;
import static io.canyon.engine.document.NodeLayout.ARRAY_LEVELS;
import static io.canyon.engine.document.NodeLayout.ARRAY_OWNER;
import static io.canyon.engine.document.NodeLayout.ARRAY_ROOT;
import static io.canyon.engine.document.NodeLayout.SLOT_BYTES;

/**
 * Arrays as vectors of slots: one leaf while they are small, else a tree of leaves whose nodes count the items below
 * them, so that an item is found, put in or taken out for the logarithm of the length. What the slots hold is the
 * caller's business, as are the sums of it in the header. A slot stays where it is until an item comes or goes.
 */
final class Vectors {
    static final int MAX_ITEMS = 4 << 20;

    private static final int INITIAL_ITEMS = 4;

    private final Arena arena;
    private final VectorNodes nodes;

    /** The leaf that an item was looked for last, as most are looked for one by one; of no array when it is 0. */
    private int knownArray;

    private int knownLeaf;
    private int knownFirst;
    private int knownCount;

    Vectors(Arena arena) {
        this.arena = arena;
        this.nodes = new VectorNodes(arena);
    }

    int create(int owner) {
        int array = arena.allocate(ARRAY_BYTES);
        arena.clear(array, ARRAY_BYTES);
        arena.putInt(array, ARRAY_OWNER, owner);
        return array;
    }

    /** The entry that the array is in, also when other arrays stand between. */
    int owner(int array) {
        return arena.getInt(array, ARRAY_OWNER);
    }

    int count(int array) {
        return arena.getInt(array, ARRAY_COUNT);
    }

    /** Slot of an item that is there. */
    int slot(int array, int index) {
        if (levels(array) == 0) {
            return root(array) + index;
        }
        if (array != knownArray || index < knownFirst || index - knownFirst >= knownCount) {
            know(array, index);
        }
        return knownLeaf + index - knownFirst;
    }

    /** Sums over the items, which callers keep when they write or drop an item. */
    void account(int array, long bytes, int heavy) {
        arena.putLong(array, ARRAY_ITEM_BYTES, itemBytes(array) + bytes);
        if (heavy != 0) {
            arena.addInt(array, ARRAY_HEAVY, heavy);
        }
    }

    long itemBytes(int array) {
        return arena.getLong(array, ARRAY_ITEM_BYTES);
    }

    int heavyCount(int array) {
        return arena.getInt(array, ARRAY_HEAVY);
    }

    /** Slot of a new last item, which the caller must write at once. */
    int append(int array) {
        return insert(array, count(array));
    }

    /** Slot of a new item in front of the one at {@code index}; the caller must write it at once. */
    int insert(int array, int index) {
        int count = count(array);
        if (count == MAX_ITEMS) {
            throw new IllegalStateException("array too long: count=" + count);
        }
        int slot;
        if (levels(array) == 0 && count < VectorNodes.LEAF_ITEMS) {
            slot = insertIntoOnlyLeaf(array, index, count);
        } else {
            if (index < count) {
                forget(array);
            }
            if (nodes.isFull(root(array), levels(array))) {
                addRoot(array, count);
            }
            slot = nodes.insert(root(array), levels(array), index, index == count);
        }
        arena.putInt(array, ARRAY_COUNT, count + 1);
        return slot;
    }

    /** Takes out an item that the caller has emptied, or has elsewhere now. */
    void remove(int array, int index) {
        forget(array);
        int count = count(array) - 1;
        arena.putInt(array, ARRAY_COUNT, count);
        if (levels(array) == 0) {
            int slot = root(array) + index;
            arena.copy(slot, slot + 1, (count - index) * SLOT_BYTES);
        } else {
            nodes.remove(root(array), levels(array), index);
        }
        shrink(array, count);
    }

    /** Drops the items from {@code count} on, which the caller has emptied. */
    void truncate(int array, int count) {
        forget(array);
        arena.putInt(array, ARRAY_COUNT, count);
        if (count == 0) {
            freeItems(array);
        } else {
            if (levels(array) > 0) {
                nodes.truncate(root(array), levels(array), count);
            }
            shrink(array, count);
        }
    }

    /** Frees the array, whose items the caller has emptied. */
    void destroy(int array) {
        forget(array);
        freeItems(array);
        arena.free(array, ARRAY_BYTES);
    }

    private void know(int array, int index) {
        if (index < 0 || index >= count(array)) {
            throw new IndexOutOfBoundsException("no such item: index=" + index + " count=" + count(array));
        }
        knownArray = array;
        knownLeaf = nodes.leaf(root(array), levels(array), index);
        knownFirst = nodes.foundFirst();
        knownCount = nodes.foundCount();
    }

    private void forget(int array) {
        if (array == knownArray) {
            knownArray = 0;
        }
    }

    private int insertIntoOnlyLeaf(int array, int index, int count) {
        int capacity = arena.getInt(array, ARRAY_CAPACITY);
        if (count == capacity) {
            resize(array, count, Math.max(INITIAL_ITEMS, 2 * capacity));
        }
        int slot = root(array) + index;
        arena.copy(slot + 1, slot, (count - index) * SLOT_BYTES);
        return slot;
    }

    private void addRoot(int array, int count) {
        int root = nodes.create();
        nodes.append(root, root(array), count);
        arena.putInt(array, ARRAY_ROOT, root);
        arena.addInt(array, ARRAY_LEVELS, 1);
    }

    /** Takes away levels that are not needed any more, and room of the only leaf. */
    private void shrink(int array, int count) {
        while (levels(array) > 0 && nodes.children(root(array)) == 1) {
            int child = nodes.child(root(array), 0);
            nodes.free(root(array));
            arena.putInt(array, ARRAY_ROOT, child);
            arena.addInt(array, ARRAY_LEVELS, -1);
            arena.putInt(array, ARRAY_CAPACITY, VectorNodes.LEAF_ITEMS);
        }
        int needed = Math.max(INITIAL_ITEMS, Integer.highestOneBit(2 * count - 1));
        if (levels(array) == 0 && needed <= arena.getInt(array, ARRAY_CAPACITY) / 4) {
            resize(array, count, needed);
        }
    }

    private void resize(int array, int count, int capacity) {
        int old = root(array);
        int resized = arena.allocate(capacity * SLOT_BYTES);
        if (old != 0) {
            arena.copy(resized, old, count * SLOT_BYTES);
            arena.free(old, arena.getInt(array, ARRAY_CAPACITY) * SLOT_BYTES);
        }
        arena.putInt(array, ARRAY_ROOT, resized);
        arena.putInt(array, ARRAY_CAPACITY, capacity);
    }

    private void freeItems(int array) {
        int root = root(array);
        if (levels(array) > 0) {
            nodes.freeAll(root, levels(array));
        } else if (root != 0) {
            arena.free(root, arena.getInt(array, ARRAY_CAPACITY) * SLOT_BYTES);
        }
        arena.putInt(array, ARRAY_ROOT, 0);
        arena.putInt(array, ARRAY_LEVELS, 0);
        arena.putInt(array, ARRAY_CAPACITY, 0);
    }

    private int root(int array) {
        return arena.getInt(array, ARRAY_ROOT);
    }

    private int levels(int array) {
        return arena.getInt(array, ARRAY_LEVELS);
    }
}
