package io.canyon.engine.delta;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Parts of a list change of one kind while they are collected; sorted by index when they are taken. */
final class IndexedParts<T> {
    private int[] indices = new int[8];
    private int[] destinations = new int[0];
    private final List<T> payloads = new ArrayList<>();
    private int count;
    private boolean isSorted = true;

    void add(int index, T payload) {
        if (count == indices.length) {
            indices = Arrays.copyOf(indices, 2 * count);
        }
        isSorted &= count == 0 || indices[count - 1] < index;
        indices[count++] = index;
        payloads.add(payload);
    }

    void addMove(int from, int to) {
        add(from, null);
        if (destinations.length < indices.length) {
            destinations = Arrays.copyOf(destinations, indices.length);
        }
        destinations[count - 1] = to;
    }

    int[] indices() {
        sort();
        return Arrays.copyOf(indices, count);
    }

    int[] destinations() {
        sort();
        return Arrays.copyOf(destinations, count);
    }

    T[] payloads(T[] type) {
        sort();
        return payloads.toArray(type);
    }

    private void sort() {
        if (isSorted) {
            return;
        }
        int[] order = Ordering.of(Arrays.copyOf(indices, count));
        int[] oldIndices = indices.clone();
        int[] oldDestinations = destinations.clone();
        List<T> oldPayloads = new ArrayList<>(payloads);
        for (int i = 0; i < count; i++) {
            indices[i] = oldIndices[order[i]];
            payloads.set(i, oldPayloads.get(order[i]));
            if (oldDestinations.length > 0) {
                destinations[i] = oldDestinations[order[i]];
            }
        }
        isSorted = true;
    }
}
