package io.canyon.engine;

/**
 * Sees what happens in a room. Called on the executor that it was added with, one call at a time. What it throws is
 * logged and counted ({@link EngineCounter#LISTENER_FAILURES}), and harms nothing.
 */
public interface RoomListener {
    /** The records have changed. */
    default void onChange(Room room, RoomChange change) {}

    /** The document of a room that is one has changed, or an edit has changed nothing, which takes a version, too. */
    default void onDocumentChange(Room room, DocumentChange change) {}

    /** What a session shows of itself has changed, in a room of records; there is no version. */
    default void onPresence(Room room, RoomChange change) {}

    /** @param sessionCount sessions of the room, this one included */
    default void onSessionAdded(Room room, SessionInfo session, int sessionCount) {}

    /** @param remaining sessions that are left */
    default void onSessionRemoved(Room room, SessionInfo session, int remaining) {}

    /**
     * The listener, or the thread that calls it, was too slow: so many calls have been left out here, the only place
     * where something lacks. What the room is now, {@link Room#snapshot} tells.
     */
    default void onMissed(Room room, long calls) {}
}
