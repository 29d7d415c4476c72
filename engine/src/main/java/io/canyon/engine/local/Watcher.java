package io.canyon.engine.local;

import io.canyon.engine.DocumentChange;
import io.canyon.engine.RoomChange;
import io.canyon.engine.SessionInfo;

/** Sees what happens in a watched room, on the local thread, which it must not hold up. */
interface Watcher {
    default void onChange(RoomChange change) {}

    default void onDocumentChange(DocumentChange change) {}

    default void onPresence(RoomChange change) {}

    /** @param count sessions of the room from then on */
    default void onSession(SessionInfo session, boolean isAdded, int count) {}

    /** So many outputs of the room have been left out here. */
    void onMissed(int count);

    /** Nothing more comes. */
    void close();
}
