package io.canyon.engine.shard;

/** Steps of a checkpoint, in their order; a crash may come behind any of them. */
public enum CheckpointStep {
    /** The next generation's header is on disk. */
    BEGUN,
    /** Its journals are there, empty. */
    JOURNALS_CREATED,
    /** A shard goes on in its new journal. */
    SHARD_ROLLED,
    /** A room with edits in the older generations has been saved. */
    ROOM_SAVED,
    /** All such rooms of a shard have been saved. */
    SHARD_SAVED,
    /** The older generations are gone. */
    RETIRED
}
