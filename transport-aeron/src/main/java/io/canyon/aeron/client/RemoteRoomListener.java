package io.canyon.aeron.client;

import io.canyon.engine.client.SyncException;
import io.canyon.engine.client.SyncMember;
import io.canyon.engine.client.SyncRejection;

/**
 * Sees what happens to a {@link RemoteRoom}, by the thread that drives the {@link RoomsClient}, in the order in which
 * it happens. What it throws is counted, told to the error handler, and harms nothing.
 */
public interface RemoteRoomListener {
    default void onState(LinkState state) {}

    default void onChange(RoomChange change) {}

    /** Own edits were refused and have been taken back, or could not be confirmed. */
    default void onRejected(SyncRejection rejection) {}

    default void onPermission(boolean canWrite) {}

    default void onEntered(SyncMember member) {}

    default void onLeft(SyncMember member) {}

    /** What a member shows has changed. */
    default void onPresence(SyncMember member) {}

    /** The room has refused something. */
    default void onError(SyncException error) {}
}
