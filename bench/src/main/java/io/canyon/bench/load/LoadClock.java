package io.canyon.bench.load;

/** Nanoseconds since the class was loaded, always positive: they travel in frames and come back. */
final class LoadClock {
    private static final long START_NS = System.nanoTime();

    private LoadClock() {}

    static long nowNs() {
        return System.nanoTime() - START_NS + 1;
    }
}
