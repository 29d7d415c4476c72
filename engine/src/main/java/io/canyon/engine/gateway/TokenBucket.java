package io.canyon.engine.gateway;

/** Lets through so many per second, and as many at once after a second of silence. Times may come from any origin. */
final class TokenBucket {
    private static final long BURST_NS = 1_000_000_000;

    private final long intervalNs;
    /** Tokens are spent up to this time; what lies further back than a burst is lost. */
    private long spentNs;

    /** @param perSecond 1 to a million */
    TokenBucket(int perSecond, long nowNs) {
        intervalNs = BURST_NS / perSecond;
        spentNs = nowNs - BURST_NS;
    }

    /** Takes a token; false if there is none. */
    boolean take(long nowNs) {
        if (nowNs - spentNs > BURST_NS) {
            spentNs = nowNs - BURST_NS;
        }
        if (nowNs - spentNs < intervalNs) {
            return false;
        }
        spentNs += intervalNs;
        return true;
    }
}
