package io.canyon.engine.room;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The items of a list while a patch changes it, as a tree of pieces, balanced by priorities that nobody can foresee:
 * every change costs the logarithm of how many there were, whatever the length of the list.
 */
final class PatchItems {
    private final PatchNode list;
    private final SplittableRandom priorities;
    private PatchPiece root;
    /** What {@link #split} gives. */
    private PatchPiece head;

    private PatchPiece tail;

    PatchItems(PatchNode list, SplittableRandom priorities) {
        this.list = list;
        this.priorities = priorities;
        int length = list.originLength();
        root = length == 0 ? null : new PatchPiece(priorities.nextInt(), 0, length, null);
    }

    int length() {
        return PatchPiece.total(root);
    }

    /** The item at {@code index}, which must be there. */
    PatchNode item(int index) {
        PatchPiece found = find(index);
        if (found.node == null) {
            found = take(index);
            look(found);
            put(index, found);
        }
        return found.node;
    }

    void insert(int index, PatchNode item) {
        put(index, new PatchPiece(priorities.nextInt(), PatchPiece.NEW, 1, item));
    }

    void replace(int index, PatchNode item) {
        PatchPiece piece = take(index);
        piece.node = item;
        piece.isReplaced = true;
        put(index, piece);
    }

    /** Takes an item out. */
    PatchPiece take(int index) {
        split(root, index);
        PatchPiece first = head;
        split(tail, 1);
        PatchPiece taken = head;
        root = merge(first, tail);
        return taken;
    }

    /** Puts an item that was taken out in front of the one at {@code index}, or behind the last. */
    void put(int index, PatchPiece piece) {
        split(root, index);
        PatchPiece behind = tail;
        root = merge(merge(head, piece), behind);
    }

    /** Makes sure that an item that was taken out has its node. */
    void look(PatchPiece piece) {
        if (piece.node == null) {
            piece.node = new PatchNode(list.originItem(piece.from), priorities);
        }
    }

    /** All pieces, in order. */
    void forEach(Consumer<PatchPiece> action) {
        forEach(root, action);
    }

    private static void forEach(PatchPiece tree, Consumer<PatchPiece> action) {
        if (tree != null) {
            forEach(tree.left, action);
            action.accept(tree);
            forEach(tree.right, action);
        }
    }

    private PatchPiece find(int index) {
        PatchPiece piece = root;
        int at = index;
        while (true) {
            int start = PatchPiece.total(piece.left);
            if (at < start) {
                piece = piece.left;
            } else if (at < start + piece.count) {
                return piece;
            } else {
                at -= start + piece.count;
                piece = piece.right;
            }
        }
    }

    /** Splits a tree in front of item {@code at}, into {@link #head} and {@link #tail}. */
    private void split(PatchPiece tree, int at) {
        if (tree == null) {
            head = null;
            tail = null;
            return;
        }
        int start = PatchPiece.total(tree.left);
        if (at <= start) {
            split(tree.left, at);
            tree.left = tail;
            tree.sum();
            tail = tree;
        } else if (at >= start + tree.count) {
            split(tree.right, at - start - tree.count);
            tree.right = head;
            tree.sum();
            head = tree;
        } else {
            splitPiece(tree, at - start);
        }
    }

    private void splitPiece(PatchPiece tree, int count) {
        PatchPiece rest = new PatchPiece(priorities.nextInt(), tree.from + count, tree.count - count, null);
        PatchPiece behind = tree.right;
        tree.right = null;
        tree.count = count;
        tree.sum();
        head = tree;
        tail = merge(rest, behind);
    }

    private static PatchPiece merge(PatchPiece first, PatchPiece second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        if (first.priority > second.priority) {
            first.right = merge(first.right, second);
            first.sum();
            return first;
        }
        second.left = merge(first, second.left);
        second.sum();
        return second;
    }
}
