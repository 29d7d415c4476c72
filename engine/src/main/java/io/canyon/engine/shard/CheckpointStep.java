package io.canyon.engine.shard;

/** Steps of a checkpoint, in their order; a crash may come behind any of them. */
public enum CheckpointStep {
    /** The next generation's header is on disk. */
    BEGUN,
    /** Its journals are there, empty. */
    JOURNALS_CREATED,
    /** A shard goes on in its new journal. */
    SHARD_ROLLED,
    /**
     * What is to be saved of a room is settled, and on its way to the store; also for other reasons than a checkpoint.
     */
    ROOM_CUT,
    /** A room has been saved; also for other reasons than a checkpoint. */
    ROOM_SAVED,
    /** All rooms of a shard with edits in the older generations have been saved. */
    SHARD_SAVED,
    /** The older generations are gone. */
    RETIRED
}
