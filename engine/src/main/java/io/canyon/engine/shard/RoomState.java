package io.canyon.engine.shard;

/** Where a room stands between its store and its shard. */
enum RoomState {
    /** Its snapshot is being read; joins wait. */
    LOADING,
    /** In memory, with or without sessions; a snapshot of it may be on its way to the store. */
    ACTIVE
}
