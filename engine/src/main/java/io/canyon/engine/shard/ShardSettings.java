package io.canyon.engine.shard;

import io.canyon.engine.room.RoomLimits;

/**
 * How a shard runs.
 *
 * @param index of the shard
 * @param generation that the shard's first journal is of
 * @param firstVersion version that rooms of this generation are at least at
 * @param roomLimits bounds of a room
 * @param isForced whether every batch is forced to the disk before it is seen
 * @param idleTimeoutNs how long a room without sessions stays
 */
public record ShardSettings(
        int index, long generation, long firstVersion, RoomLimits roomLimits, boolean isForced, long idleTimeoutNs) {}
