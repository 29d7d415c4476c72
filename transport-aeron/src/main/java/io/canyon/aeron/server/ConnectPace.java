package io.canyon.aeron.server;

/**
 * How many sessions may begin: each costs the driver a publication, and one client that tries without pause would keep
 * it from all others. So many at once, and the next ones in turn. Not thread-safe.
 */
final class ConnectPace {
    private final long intervalNs;
    private final long aheadNs;
    private long dueNs;

    /** @param intervalNs between those behind the first {@code burst} */
    ConnectPace(int burst, long intervalNs, long nowNs) {
        this.intervalNs = intervalNs;
        this.aheadNs = (burst - 1) * intervalNs;
        this.dueNs = nowNs;
    }

    /** Whether one may begin now, which then counts. */
    boolean take(long nowNs) {
        long fromNs = dueNs - nowNs > 0 ? dueNs : nowNs;
        if (fromNs - nowNs > aheadNs) {
            return false;
        }
        dueNs = fromNs + intervalNs;
        return true;
    }
}
