package io.canyon.engine.room;

/**
 * Neighbours in a list that a patch changes: items that the list has had, as they were, or one item. Also a node of the
 * tree that {@link PatchItems} is.
 */
final class PatchPiece {
    /** In place of the first item: the one item is new. */
    static final int NEW = -1;

    final int priority;
    /** Which item of the list before the patch comes first here, or {@link #NEW}. */
    final int from;

    int count;
    /** The one item, once something has looked at it; null for items as they were. */
    PatchNode node;
    /** Whether {@link #node} took the place of what the list had there. */
    boolean isReplaced;
    /** Whether the one item does not stand any more where its neighbours have stayed. */
    boolean isMoved;

    PatchPiece left;
    PatchPiece right;
    /** Items in this subtree. */
    int total;

    PatchPiece(int priority, int from, int count, PatchNode node) {
        this.priority = priority;
        this.from = from;
        this.count = count;
        this.node = node;
        this.total = count;
    }

    static int total(PatchPiece piece) {
        return piece == null ? 0 : piece.total;
    }

    void sum() {
        total = total(left) + count + total(right);
    }
}
