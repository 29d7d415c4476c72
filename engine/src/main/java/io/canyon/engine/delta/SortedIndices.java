package io.canyon.engine.delta;

import java.util.Arrays;

/** Distinct indices in ascending order, asked by binary search. Immutable. */
final class SortedIndices {
    private final int[] indices;

    /** @param sorted kept */
    SortedIndices(int[] sorted) {
        this.indices = sorted;
    }

    /** Of both, which are ascending; indices that stand in both, or twice in one, are refused. */
    static SortedIndices union(int[] first, int[] second) {
        int[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        Arrays.sort(all);
        for (int i = 1; i < all.length; i++) {
            if (all[i] == all[i - 1]) {
                throw new DeltaException(DeltaException.Code.MALFORMED, "index twice in one list: index=" + all[i]);
            }
        }
        if (all.length > 0 && all[0] < 0) {
            throw new DeltaException(DeltaException.Code.MALFORMED, "negative index: index=" + all[0]);
        }
        return new SortedIndices(all);
    }

    int count() {
        return indices.length;
    }

    int at(int ordinal) {
        return indices[ordinal];
    }

    boolean contains(int index) {
        return Arrays.binarySearch(indices, index) >= 0;
    }

    /** How many are below {@code index}. */
    int countBelow(int index) {
        int found = Arrays.binarySearch(indices, index);
        return found >= 0 ? found : -found - 1;
    }

    /** The {@code rank}-th index, from 0, that does not stand here. */
    int outside(int rank) {
        return rank + countUpToOutside(rank);
    }

    /** The first index at or behind {@code index} that does not stand here. */
    int outsideAtOrBehind(int index) {
        return outside(index - countBelow(index));
    }

    /** How many stand before the {@code rank}-th index that does not. */
    private int countUpToOutside(int rank) {
        int low = 0;
        int high = indices.length;
        while (low < high) {
            int middle = low + high >>> 1;
            // so many outside ones lie below it
            if (indices[middle] - middle <= rank) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
