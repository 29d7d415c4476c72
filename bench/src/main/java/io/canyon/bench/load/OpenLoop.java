package io.canyon.bench.load;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends the edits of one event loop's writers on a schedule, in turn; what is late is sent at once. */
final class OpenLoop implements Runnable {
    private final EventLoop loop;
    private final LoadStats stats;
    private final List<LoadEditor> writers;
    private final double intervalNs;
    private final long startNs;
    private long count;

    /** @param intervalNs between two edits of this event loop */
    OpenLoop(EventLoop loop, LoadStats stats, List<LoadEditor> writers, double intervalNs, long startNs) {
        this.loop = loop;
        this.stats = stats;
        this.writers = writers;
        this.intervalNs = intervalNs;
        this.startNs = startNs;
    }

    @Override
    public void run() {
        long nowNs = LoadClock.nowNs();
        long dueNs = dueNs();
        while (dueNs <= nowNs && !stats.isOver(dueNs)) {
            LoadEditor writer = writers.get((int) (count % writers.size()));
            writer.send(dueNs);
            count++;
            dueNs = dueNs();
        }
        for (LoadEditor writer : writers) {
            writer.client().flush();
        }
        if (!stats.isOver(dueNs)) {
            loop.schedule(this, Math.max(0, dueNs - LoadClock.nowNs()), TimeUnit.NANOSECONDS);
        }
    }

    private long dueNs() {
        return startNs + (long) (count * intervalNs);
    }
}
