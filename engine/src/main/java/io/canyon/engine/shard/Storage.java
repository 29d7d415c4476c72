package io.canyon.engine.shard;

import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.spi.SnapshotStore;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the shards of an engine share.
 *
 * @param segments memory of all documents
 * @param store snapshots
 * @param executor encodes and decodes snapshots
 * @param roomCount rooms in memory, of all shards
 * @param maxRooms bound of {@code roomCount}
 * @param hashSeed makes hash tables over names that editors choose unpredictable
 * @param lostVersions rooms that are served only if the store has this version of them, or a later one
 * @param checkpoints told of what is journaled and saved
 * @param roomStoreTimeoutNs how long a store that a room has of its own may take for a call
 * @param directory rooms in memory, of all shards, and how each is kept
 */
public record Storage(
        SegmentPool segments,
        SnapshotStore store,
        Executor executor,
        AtomicInteger roomCount,
        int maxRooms,
        long hashSeed,
        Map<String, Long> lostVersions,
        CheckpointListener checkpoints,
        long roomStoreTimeoutNs,
        RoomDirectory directory) {}
