package io.canyon.engine.delta;

import java.util.Arrays;

/** In what order numbers come when they are sorted. */
final class Ordering {
    private Ordering() {}

    /** Places of the keys, by ascending key; equal keys keep their order. */
    static int[] of(int[] keys) {
        long[] pairs = new long[keys.length];
        for (int i = 0; i < keys.length; i++) {
            pairs[i] = (long) keys[i] << Integer.SIZE | i;
        }
        Arrays.sort(pairs);
        int[] order = new int[keys.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = (int) pairs[i];
        }
        return order;
    }
}
