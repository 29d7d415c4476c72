package io.canyon.engine.dialect.jsondiffpatch;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Two lists whose items are known by numbers: equal numbers, equal items. */
final class ItemClasses {
    static final int UNLIKE_ALL = -1;
    /** Like any other item of this class at the same index. */
    static final int BY_POSITION = -2;
    /** Class of null, which is like itself, and like a container at the same index. */
    static final int NULL = 0;

    /** Largest table that is filled; beyond it, items are matched that stand once in both lists. */
    private static final long MAX_TABLE = 1L << 27;

    private final int[] left;
    private final int[] right;
    private final boolean isByPosition;

    ItemClasses(int[] left, int[] right, boolean isByPosition) {
        this.left = left;
        this.right = right;
        this.isByPosition = isByPosition;
    }

    int leftClass(int index) {
        return left[index];
    }

    int rightClass(int index) {
        return right[index];
    }

    int rightLength() {
        return right.length;
    }

    boolean isSameByPosition(int leftIndex, int rightIndex) {
        return isByPosition
                && leftIndex == rightIndex
                && (left[leftIndex] == BY_POSITION || left[leftIndex] == NULL)
                && (right[rightIndex] == BY_POSITION || right[rightIndex] == NULL);
    }

    /** For each right item the left one that it is matched with, ascending, or -1. */
    int[] commonSubsequence() {
        return (long) (left.length + 1) * (right.length + 1) <= MAX_TABLE ? longest() : ofSingles();
    }

    private boolean isSame(int leftIndex, int rightIndex) {
        return left[leftIndex] >= 0 && left[leftIndex] == right[rightIndex] || isSameByPosition(leftIndex, rightIndex);
    }

    /** The longest one; of several, the one that the npm package finds. */
    private int[] longest() {
        int width = right.length + 1;
        BitSet isRightLonger = new BitSet();
        int[] above = new int[width];
        int[] row = new int[width];
        for (int i = 1; i <= left.length; i++) {
            for (int j = 1; j < width; j++) {
                if (isSame(i - 1, j - 1)) {
                    row[j] = above[j - 1] + 1;
                } else {
                    row[j] = Math.max(above[j], row[j - 1]);
                    if (row[j - 1] > above[j]) {
                        isRightLonger.set(i * width + j);
                    }
                }
            }
            int[] next = above;
            above = row;
            row = next;
        }
        int[] lefts = unmatched();
        for (int i = left.length, j = right.length; i > 0 && j > 0; ) {
            if (isSame(i - 1, j - 1)) {
                lefts[--j] = --i;
            } else if (isRightLonger.get(i * width + j)) {
                j--;
            } else {
                i--;
            }
        }
        return lefts;
    }

    /** The longest one among the items that stand once in both lists. */
    private int[] ofSingles() {
        Map<Integer, Integer> leftPlaces = places(left);
        Map<Integer, Integer> rightPlaces = places(right);
        int[] tails = new int[right.length];
        int[] before = new int[right.length];
        int[] places = new int[right.length];
        int length = 0;
        for (int j = 0; j < right.length; j++) {
            places[j] = right[j] >= 0 && rightPlaces.get(right[j]) >= 0 ? leftPlaces.getOrDefault(right[j], -1) : -1;
            if (places[j] < 0) {
                continue;
            }
            int at = firstTailBehind(tails, length, places, places[j]);
            before[j] = at == 0 ? -1 : tails[at - 1];
            tails[at] = j;
            length = Math.max(length, at + 1);
        }
        int[] lefts = unmatched();
        for (int j = length == 0 ? -1 : tails[length - 1]; j >= 0; j = before[j]) {
            lefts[j] = places[j];
        }
        return lefts;
    }

    private static int firstTailBehind(int[] tails, int length, int[] places, int place) {
        int low = 0;
        int high = length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (places[tails[middle]] < place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Where each class stands; -1 for one that stands more than once. */
    private static Map<Integer, Integer> places(int[] classes) {
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < classes.length; i++) {
            places.merge(classes[i], i, (one, two) -> -1);
        }
        return places;
    }

    private int[] unmatched() {
        int[] lefts = new int[right.length];
        Arrays.fill(lefts, -1);
        return lefts;
    }
}
