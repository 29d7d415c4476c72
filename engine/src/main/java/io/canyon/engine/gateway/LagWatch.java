package io.canyon.engine.gateway;

/** Tells a session that drains, however slowly, from one that takes nothing. */
final class LagWatch {
    /** Less than this in all that time is nothing: a peer could take a byte now and then for ever. */
    private static final int LEAST_BYTES = 16 << 10;

    private long markBytes;
    private long markNs;

    void start(long unsentBytes, long nowNs) {
        markBytes = unsentBytes;
        markNs = nowNs;
    }

    /** Whether it has taken next to nothing for longer than {@code maxNs}. */
    boolean isStuck(long unsentBytes, long nowNs, long maxNs) {
        if (unsentBytes > markBytes || markBytes - unsentBytes >= LEAST_BYTES) {
            start(unsentBytes, nowNs);
            return false;
        }
        return nowNs - markNs > maxNs;
    }
}
