package io.canyon.bench.load;

import java.util.OptionalLong;

/**
 * What a load run has found.
 *
 * @param stats of all event loops together
 * @param serverCpuNs CPU time of the server in the window; empty if it could not be told
 * @param loadCpuNs CPU time of the load itself in the window
 * @param notUpToDate sessions that stalled and had not all that changed in the end
 * @param lostReason why a connection ended by itself, null if none did
 */
record LoadResult(LoadStats stats, OptionalLong serverCpuNs, long loadCpuNs, int notUpToDate, String lostReason) {
    long unanswered() {
        return stats.sent - stats.acked;
    }

    boolean isComplete() {
        return stats.acked > 0 && unanswered() == 0 && stats.closed == 0 && notUpToDate == 0;
    }
}
