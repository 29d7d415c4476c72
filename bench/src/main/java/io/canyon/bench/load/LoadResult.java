package io.canyon.bench.load;

import java.util.OptionalLong;

/**
 * What a load run has found.
 *
 * @param stats of all event loops together
 * @param serverCpuNs CPU time of the server in the window; empty if it could not be told
 * @param lostReason why a connection ended by itself, null if none did
 */
record LoadResult(LoadStats stats, OptionalLong serverCpuNs, String lostReason) {
    long unanswered() {
        return stats.sent - stats.acked;
    }

    boolean isComplete() {
        return stats.acked > 0 && unanswered() == 0 && stats.closed == 0;
    }
}
