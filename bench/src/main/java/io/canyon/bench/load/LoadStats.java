package io.canyon.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What the sessions of one event loop have seen. Belongs to that loop. Rates count what arrived in the window;
 * latencies are those of the edits that were due in it, whenever the answer came.
 */
final class LoadStats {
    private static final int SIGNIFICANT_DIGITS = 3;

    final Histogram ackNs = new Histogram(SIGNIFICANT_DIGITS);
    final Histogram deliveryNs = new Histogram(SIGNIFICANT_DIGITS);
    long sent;
    long acked;
    long ackedInWindow;
    long rejected;
    long deliveries;
    long deliveriesInWindow;
    long catchUps;
    long stalledCatchUps;
    long lastAckedDueNs;
    long closed;

    private long windowStartNs = Long.MAX_VALUE;
    private long windowEndNs = Long.MAX_VALUE;

    void window(long startNs, long endNs) {
        windowStartNs = startNs;
        windowEndNs = endNs;
    }

    boolean isOver(long nowNs) {
        return nowNs >= windowEndNs;
    }

    void onAck(long dueNs, long nowNs) {
        acked++;
        lastAckedDueNs = Math.max(lastAckedDueNs, dueNs);
        if (isInWindow(nowNs)) {
            ackedInWindow++;
        }
        if (isInWindow(dueNs)) {
            ackNs.recordValue(nowNs - dueNs);
        }
    }

    /** Without its latency. */
    void onDelivery(long nowNs) {
        deliveries++;
        if (isInWindow(nowNs)) {
            deliveriesInWindow++;
        }
    }

    void onDelivery(long dueNs, long nowNs) {
        onDelivery(nowNs);
        if (isInWindow(dueNs)) {
            deliveryNs.recordValue(nowNs - dueNs);
        }
    }

    void add(LoadStats other) {
        ackNs.add(other.ackNs);
        deliveryNs.add(other.deliveryNs);
        sent += other.sent;
        acked += other.acked;
        ackedInWindow += other.ackedInWindow;
        rejected += other.rejected;
        deliveries += other.deliveries;
        deliveriesInWindow += other.deliveriesInWindow;
        catchUps += other.catchUps;
        stalledCatchUps += other.stalledCatchUps;
        lastAckedDueNs = Math.max(lastAckedDueNs, other.lastAckedDueNs);
        closed += other.closed;
    }

    private boolean isInWindow(long timeNs) {
        return timeNs >= windowStartNs && timeNs < windowEndNs;
    }
}
