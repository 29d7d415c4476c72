package io.canyon.bench.aeron;

import org.HdrHistogram.Histogram;
import org.agrona.collections.LongArrayQueue;
import org.agrona.concurrent.IdleStrategy;

/**
 * Sends over a route on a schedule, whatever comes back, and takes the time from when a message was due to when it has
 * come: a stall is charged to every message that it delays, so nothing is left to correct for coordinated omission.
 */
final class Pacer {
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final long END_NS = 5_000_000_000L;

    private final Route route;
    private final IdleStrategy idle;
    private final long intervalNs;
    private final LongArrayQueue dueNs = new LongArrayQueue(Long.MIN_VALUE);

    /** @param perSecond messages */
    Pacer(Route route, IdleStrategy idle, int perSecond) {
        this.route = route;
        this.idle = idle;
        this.intervalNs = 1_000_000_000L / perSecond;
    }

    /** Runs for some time, then until the last message has come. */
    Histogram run(int seconds) {
        Histogram latencyNs = new Histogram(SIGNIFICANT_DIGITS);
        long nextNs = System.nanoTime();
        long endNs = nextNs + seconds * 1_000_000_000L;
        while (nextNs - endNs < 0 || !dueNs.isEmpty()) {
            long nowNs = System.nanoTime();
            if (nowNs - endNs > END_NS) {
                throw new IllegalStateException("messages are missing: " + dueNs.size());
            }
            int work = 0;
            if (nextNs - endNs < 0 && nextNs - nowNs <= 0 && route.send()) {
                dueNs.addLong(nextNs);
                nextNs += intervalNs;
                work++;
            }
            work += take(latencyNs);
            idle.idle(work);
        }
        return latencyNs;
    }

    private int take(Histogram latencyNs) {
        int count = route.poll();
        if (count > 0) {
            long nowNs = System.nanoTime();
            for (int i = 0; i < count; i++) {
                latencyNs.recordValue(nowNs - dueNs.pollLong());
            }
        }
        return count;
    }
}
