package io.canyon.engine.dialect.jsondiffpatch;

import java.util.Arrays;

/** Which item of the left list each item of the right one is. */
final class ItemMatches {
    private final int[] lefts;
    private final boolean[] isMoved;

    ItemMatches(int rightLength) {
        lefts = new int[rightLength];
        Arrays.fill(lefts, -1);
        isMoved = new boolean[rightLength];
    }

    void stays(int left, int right) {
        lefts[right] = left;
    }

    void moves(int left, int right) {
        lefts[right] = left;
        isMoved[right] = true;
    }

    /** The left index of the item, or -1 for a new one. */
    int leftOf(int right) {
        return lefts[right];
    }

    boolean isMoved(int right) {
        return isMoved[right];
    }
}
