package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.NODE_CHILDREN;
import static io.canyon.engine.document.NodeLayout.NODE_PAIRS;
import static io.canyon.engine.document.NodeLayout.PAIR_BYTES;
import static io.canyon.engine.document.NodeLayout.PAIR_ITEMS;
import static io.canyon.engine.document.NodeLayout.SLOT_BYTES;

import org.agrona.UnsafeApi;

/**
 * The nodes and leaves of the trees that {@link Vectors} makes of long arrays. A node on level 1 has leaves below it.
 * On the way down to where an item comes in, what is full is split; on the way to one that goes, neighbours that fill
 * half of one are merged: so no change has to go back up.
 */
final class VectorNodes {
    static final int LEAF_ITEMS = 256;
    private static final int MAX_CHILDREN = 62;
    private static final int NODE_BYTES = NODE_PAIRS + MAX_CHILDREN * PAIR_BYTES;

    private final Arena arena;

    /** What {@link #find} leaves of the index, below the child that it answers. */
    private int rest;

    private int foundFirst;
    private int foundCount;

    VectorNodes(Arena arena) {
        this.arena = arena;
    }

    int create() {
        int node = arena.allocate(NODE_BYTES);
        arena.putInt(node, NODE_CHILDREN, 0);
        return node;
    }

    void free(int node) {
        arena.free(node, NODE_BYTES);
    }

    void append(int node, int child, int items) {
        int children = children(node);
        setChildren(node, children + 1);
        put(node, children, child, items);
    }

    int children(int node) {
        return arena.getInt(node, NODE_CHILDREN);
    }

    int child(int node, int place) {
        return arena.getInt(node, NODE_PAIRS + place * PAIR_BYTES);
    }

    /** Whether nothing can come in below without another level; a leaf has no room by the caller's word. */
    boolean isFull(int node, int level) {
        return level == 0 || children(node) == MAX_CHILDREN;
    }

    /** The leaf with the item, which {@link #foundFirst} and {@link #foundCount} tell more of. */
    int leaf(int root, int levels, int index) {
        int at = root;
        rest = index;
        for (int level = levels; level > 0; level--) {
            int place = find(at, rest, 0);
            foundCount = items(at, place);
            at = child(at, place);
        }
        foundFirst = index - rest;
        return at;
    }

    /** Index of the first item of the leaf that was found last. */
    int foundFirst() {
        return foundFirst;
    }

    /** Items of the leaf that was found last. */
    int foundCount() {
        return foundCount;
    }

    /** Slot of a new item below a root that has room for one more child. */
    int insert(int root, int levels, int index, boolean isLast) {
        int node = root;
        rest = index;
        for (int level = levels; ; level--) {
            int place = find(node, rest, 1);
            if (size(node, place, level) == capacity(level)) {
                split(node, place, level, isLast);
                if (rest > items(node, place) || isLast) {
                    rest -= items(node, place++);
                }
            }
            int items = items(node, place);
            setItems(node, place, items + 1);
            node = child(node, place);
            if (level == 1) {
                int slot = node + rest;
                arena.copy(slot + 1, slot, (items - rest) * SLOT_BYTES);
                return slot;
            }
        }
    }

    void remove(int root, int levels, int index) {
        int node = root;
        rest = index;
        for (int level = levels; level > 0; level--) {
            int before = rest;
            int place = find(node, before, 0);
            if (mergeWith(node, place, level) || mergeWith(node, place - 1, level)) {
                place = find(node, before, 0);
            }
            int items = items(node, place) - 1;
            setItems(node, place, items);
            int child = child(node, place);
            if (level == 1) {
                int slot = child + rest;
                arena.copy(slot, slot + 1, (items - rest) * SLOT_BYTES);
                dropIfEmpty(node, place, items);
            }
            node = child;
        }
    }

    /** Drops the items from {@code keep} on, which leaves at least one. */
    void truncate(int node, int level, int keep) {
        int last = find(node, keep - 1, 0);
        int kept = rest + 1;
        for (int place = children(node) - 1; place > last; place--) {
            freeAll(child(node, place), level - 1);
        }
        setChildren(node, last + 1);
        setItems(node, last, kept);
        if (level > 1) {
            truncate(child(node, last), level - 1, kept);
        }
    }

    /** Frees a node with all that is below it; on level 0 a leaf. */
    void freeAll(int node, int level) {
        if (level == 0) {
            arena.free(node, LEAF_ITEMS * SLOT_BYTES);
            return;
        }
        for (int place = children(node) - 1; place >= 0; place--) {
            freeAll(child(node, place), level - 1);
        }
        free(node);
    }

    /**
     * Place of the child with the item at {@code index}, of which {@link #rest} says how far it is into that child.
     *
     * @param slack 1 to find where an item may come in, which may be behind the last of a child; else 0
     */
    private int find(int node, int index, int slack) {
        long pair = arena.address(node, 0, NODE_BYTES) + NODE_PAIRS;
        int last = children(node) - 1;
        int place = 0;
        int left = index;
        for (; place < last; place++, pair += PAIR_BYTES) {
            int items = UnsafeApi.getInt(pair + PAIR_ITEMS);
            if (left < items + slack) {
                break;
            }
            left -= items;
        }
        rest = left;
        return place;
    }

    private void split(int node, int place, int level, boolean isLast) {
        int full = child(node, place);
        int right;
        int moved;
        if (level > 1) {
            right = create();
            moved = moveChildren(full, MAX_CHILDREN / 2, right);
        } else {
            right = arena.allocate(LEAF_ITEMS * SLOT_BYTES);
            // who builds an array from its first item to its last gets full leaves
            moved = isLast ? 0 : LEAF_ITEMS / 2;
            arena.copy(right, full + LEAF_ITEMS - moved, moved * SLOT_BYTES);
        }
        makeRoom(node, place + 1);
        put(node, place + 1, right, moved);
        setItems(node, place, items(node, place) - moved);
    }

    /** Moves the children from {@code first} on behind those of another node; answers the items below them. */
    private int moveChildren(int node, int first, int target) {
        int items = 0;
        for (int place = first, count = children(node); place < count; place++) {
            items += items(node, place);
            append(target, child(node, place), items(node, place));
        }
        setChildren(node, first);
        return items;
    }

    /** Merges the child with the next one when both together fill half of one. */
    private boolean mergeWith(int node, int place, int level) {
        if (place < 0 || place + 1 >= children(node)) {
            return false;
        }
        int size = size(node, place, level);
        int nextSize = size(node, place + 1, level);
        if (size + nextSize > capacity(level) / 2) {
            return false;
        }
        int child = child(node, place);
        int next = child(node, place + 1);
        int items = items(node, place + 1);
        if (level > 1) {
            moveChildren(next, 0, child);
            free(next);
        } else {
            arena.copy(child + size, next, nextSize * SLOT_BYTES);
            arena.free(next, LEAF_ITEMS * SLOT_BYTES);
        }
        setItems(node, place, items(node, place) + items);
        closeRoom(node, place + 1);
        return true;
    }

    private void dropIfEmpty(int node, int place, int items) {
        if (items == 0 && children(node) > 1) {
            arena.free(child(node, place), LEAF_ITEMS * SLOT_BYTES);
            closeRoom(node, place);
        }
    }

    private void makeRoom(int node, int place) {
        int children = children(node);
        int at = Arena.offset(node) + NODE_PAIRS + place * PAIR_BYTES;
        arena.forWrite(node).putBytes(at + PAIR_BYTES, arena.forRead(node), at, (children - place) * PAIR_BYTES);
        setChildren(node, children + 1);
    }

    private void closeRoom(int node, int place) {
        int children = children(node) - 1;
        int at = Arena.offset(node) + NODE_PAIRS + place * PAIR_BYTES;
        arena.forWrite(node).putBytes(at, arena.forRead(node), at + PAIR_BYTES, (children - place) * PAIR_BYTES);
        setChildren(node, children);
    }

    /** Items of a leaf, children of a node. */
    private int size(int node, int place, int level) {
        return level == 1 ? items(node, place) : children(child(node, place));
    }

    private static int capacity(int level) {
        return level == 1 ? LEAF_ITEMS : MAX_CHILDREN;
    }

    private int items(int node, int place) {
        return arena.getInt(node, NODE_PAIRS + place * PAIR_BYTES + PAIR_ITEMS);
    }

    private void setItems(int node, int place, int items) {
        arena.putInt(node, NODE_PAIRS + place * PAIR_BYTES + PAIR_ITEMS, items);
    }

    private void put(int node, int place, int child, int items) {
        arena.putInt(node, NODE_PAIRS + place * PAIR_BYTES, child);
        setItems(node, place, items);
    }

    private void setChildren(int node, int children) {
        arena.putInt(node, NODE_CHILDREN, children);
    }
}
