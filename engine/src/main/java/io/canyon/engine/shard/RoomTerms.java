package io.canyon.engine.shard;

import io.canyon.engine.spi.RoomKind;
import io.canyon.engine.spi.SnapshotStore;

/**
 * How a room is kept.
 *
 * @param store its own store beside the engine's; null if it has none
 * @param saveThrottleNs how long after a change it is saved at the latest, {@link #NEVER} for not because of it
 * @param idleTimeoutNs how long it stays in memory without sessions
 * @param beginning of a room that never was; null for an empty one
 * @param kind of a room that never was; null: its first session or edit decides
 */
public record RoomTerms(
        SnapshotStore store, long saveThrottleNs, long idleTimeoutNs, Beginning beginning, RoomKind kind) {
    public static final long NEVER = Long.MAX_VALUE;

    /** The terms of rooms that nobody has made terms for. */
    public static RoomTerms of(long idleTimeoutNs) {
        return new RoomTerms(null, NEVER, idleTimeoutNs, null, null);
    }

    boolean isThrottled() {
        return saveThrottleNs != NEVER;
    }
}
