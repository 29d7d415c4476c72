package io.canyon.engine.shard;

/** Where a room stands between its store and its shard. */
enum RoomState {
    /** Its snapshot is being read; joins wait. */
    LOADING,
    /** In memory, with or without sessions. */
    ACTIVE,
    /** Without sessions, its snapshot is being written by another thread, which owns it meanwhile; joins wait. */
    SAVING
}
