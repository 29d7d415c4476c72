package io.canyon.ws;

/** Lets through so many pings per second, and as many at once after a second of silence. */
final class PingRate {
    private static final long SECOND_NS = 1_000_000_000;

    private final int perSecond;
    private long refilledNs;
    private double left;

    /** @param perSecond 0 sets no bound */
    PingRate(int perSecond, long nowNs) {
        this.perSecond = perSecond;
        this.refilledNs = nowNs;
        this.left = perSecond;
    }

    boolean allows(long nowNs) {
        if (perSecond == 0) {
            return true;
        }
        left = Math.min(perSecond, left + (double) (nowNs - refilledNs) * perSecond / SECOND_NS);
        refilledNs = nowNs;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
