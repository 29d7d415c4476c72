package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.spi.Permission;

/**
 * Sees what happens to a {@link SyncClient}. Called on the client's executor, one call at a time over all its
 * listeners, in the order of what happened, and without any lock: it may call the client. What it throws is logged and
 * harms nothing.
 */
public interface SyncListener {
    default void onState(SyncState state) {}

    /** The document has changed: by this client, by others, or because an own edit was taken back. */
    default void onChange(SyncChange change) {}

    /** Whether everything that this client has changed is acknowledged. */
    default void onSaved(boolean isSaved) {}

    /** Own edits were refused and have been taken back, or could not be confirmed. */
    default void onRejected(SyncRejection rejection) {}

    default void onPermission(Permission permission) {}

    default void onEntered(SyncMember member) {}

    default void onLeft(SyncMember member) {}

    /** What a member shows of itself has changed. */
    default void onPresence(SyncMember member) {}

    /**
     * The server has refused something, or what it sent made no sense. The client goes on by itself, unless the code is
     * {@code forbidden}: then it waits for {@link SyncClient#authenticate}.
     */
    default void onError(SyncException error) {}

    /** The listeners were too slow: so many calls have been left out here. What is now, the client's getters tell. */
    default void onMissed(long calls) {}

    /** The room has answered a join, the first one or one behind a lost connection. */
    default void onJoined(JsonNode document) {}
}
